import type { Faults } from '../provider/faults.js';
import type { Ground } from '../provider/ground.js';
import type { Statuses } from '../provider/statuses.js';
import type { Throughput } from '../provider/throughput.js';
import type { Chats } from '../whatsapp/chats.js';
import type { Media } from '../whatsapp/media.js';
import type { CosterAccounts } from './accounts.js';
import type { CosterFaults } from './faults.js';

/** All parts of the simulated Coster, as its handlers see them. */
export type Coster = Ground & {
  accounts: CosterAccounts;
  chats: Chats;
  faults: Faults<CosterFaults>;
  media: Media;
  statuses: Statuses;
  throughput: Throughput;
};
