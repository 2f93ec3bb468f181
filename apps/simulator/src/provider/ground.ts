import type { Activity } from '../activity.js';
import type { Chance } from '../chance.js';
import type { SimulatorClock } from '../clock.js';
import type { Chat } from '../whatsapp/chats.js';
import type { Caller } from './caller.js';
import type { Deliveries } from './deliveries.js';

/** What all providers stand on: one clock, one chance, one way out, one log. */
export type Ground = {
  activity: Activity;
  caller: Caller;
  chance: Chance;
  clock: SimulatorClock;
  deliveries: Deliveries;
  /** The simulator's own address, for download links. */
  baseUrl: () => string;
  /** Something in a chat is new: the phone, those who wait, and the data file want to know. */
  changed: (chat?: Chat) => void;
};
