// The database of the drill as a process of its own: the protocol double, which goes away and comes back with what it had.
import { createServerLog, startKurrentDouble, type KurrentDouble } from '@tandem/event-store/kurrentdb/testing';

const log = createServerLog();
let double: KurrentDouble = await startKurrentDouble({ log });

const obey = async (order: unknown): Promise<void> => {
  if (order === 'away') await double.stop();
  if (order === 'back') double = await startKurrentDouble({ log, port: double.port });
  process.send?.({ done: order, url: double.url });
};
process.on('message', (order) => void obey(order));
process.on('disconnect', () => process.exit(0));
process.send?.({ done: 'begun', url: double.url });
