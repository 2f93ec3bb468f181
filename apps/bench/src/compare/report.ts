import { table } from '../load/table.js';
import type { Compared } from './compare.js';

const told = (value: number | undefined): string | number => value ?? 'not looked up (--kept)';

export const comparedTable = ({ killed, repeated, batch, unsigned }: Compared): string =>
  table(['probe', 'count'], [
    ['200 calls, then SIGKILL: acknowledged', killed?.acknowledged ?? 'not killed (--command or --pid)'],
    ['  of these gone after the kill', killed ? told(killed.gone) : ''],
    ['one id four times: acknowledged', repeated.acknowledged],
    ['  found as messages', told(repeated.found)],
    ['a batch of four messages: acknowledged', batch.acknowledged],
    ['  found', told(batch.found)],
    ['without a signature: status of the answer', unsigned.status === 0 ? 'none' : unsigned.status],
    ['  found', told(unsigned.found)],
  ]);
