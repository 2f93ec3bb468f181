import type { Faults } from '../provider/faults.js';
import type { Ground } from '../provider/ground.js';
import type { Statuses } from '../provider/statuses.js';
import type { Throughput } from '../provider/throughput.js';
import type { Chats } from '../whatsapp/chats.js';
import type { Media } from '../whatsapp/media.js';
import type { Organisations } from './accounts.js';
import type { Broadcasts } from './broadcasts.js';
import type { QontakFaults } from './faults.js';
import type { Rooms } from './rooms.js';
import type { QontakWebhooks } from './webhooks.js';

/** What webhooks and their bodies need to know. */
export type QontakParts = Ground & {
  organisations: Organisations;
  rooms: Rooms;
  broadcasts: Broadcasts;
  chats: Chats;
  media: Media;
  faults: Faults<QontakFaults>;
};

/** All parts of the simulated Qontak, as its handlers see them. */
export type Qontak = QontakParts & { webhooks: QontakWebhooks; statuses: Statuses; throughput: Throughput };
