import type { Ground } from '../provider/ground.js';
import type { Statuses } from '../provider/statuses.js';
import type { Throughput } from '../provider/throughput.js';
import type { Chats } from '../whatsapp/chats.js';
import type { Media } from '../whatsapp/media.js';
import type { Accounts } from './accounts.js';
import type { MetaFaultBook } from './faults.js';
import type { createPairLimit } from './limits.js';
import type { Webhooks } from './webhooks.js';

/** All parts of the simulated Meta Cloud, as its handlers see them. */
export type MetaCloud = Ground & {
  accounts: Accounts;
  chats: Chats;
  faults: MetaFaultBook;
  media: Media;
  webhooks: Webhooks;
  statuses: Statuses;
  throughput: Throughput;
  pairLimit: ReturnType<typeof createPairLimit>;
};
