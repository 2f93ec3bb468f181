import type { Activity } from '../activity.js';
import type { Chance } from '../chance.js';
import type { SimulatorClock } from '../clock.js';
import type { Accounts } from './accounts.js';
import type { Chat, Chats } from './chats.js';
import type { FaultBook } from './faults.js';
import type { Caller } from './http-call.js';
import type { createPairLimit, createThroughput } from './limits.js';
import type { Media } from './media.js';
import type { Statuses } from './statuses.js';
import type { Webhooks } from './webhooks.js';

/** All parts of the simulated Meta Cloud, as its handlers see them. */
export type MetaCloud = {
  accounts: Accounts;
  chats: Chats;
  faults: FaultBook;
  media: Media;
  webhooks: Webhooks;
  statuses: Statuses;
  throughput: ReturnType<typeof createThroughput>;
  pairLimit: ReturnType<typeof createPairLimit>;
  caller: Caller;
  activity: Activity;
  clock: SimulatorClock;
  chance: Chance;
  /** The simulator's own address, for download links. */
  baseUrl: () => string;
  /** Something in a chat is new: the phone, those who wait, and the data file want to know. */
  changed: (chat?: Chat) => void;
};
