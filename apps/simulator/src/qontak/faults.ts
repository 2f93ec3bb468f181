import { createFaults, noCommonFaults, type CommonFaults, type Faults } from '../provider/faults.js';

export type QontakFaults = CommonFaults & {
  webhooks: {
    /** The message object with all fields of today, or with those of the captures of 2021. */
    shape: '2024' | '2021';
    /** JSON, JSON without a content type, or form-encoded. */
    contentType: 'json' | 'none' | 'form';
    /** A tap shows only its title as text, or also WhatsApp's own message (`raw_message`) and what it answers (`reply`). */
    taps: 'title' | 'raw';
    /** Whether a `local_id` that we sent is shown again. */
    localId: 'echo' | 'null';
  };
  rooms: {
    /** What the customer's next message does after the room was resolved: a new room, or the same one again. */
    afterResolved: 'new' | 'same';
    /** Whether the bot may write into a resolved room. */
    botInResolved: 'refuse' | 'accept';
  };
  /** `strict`: bot calls and webhook registration want the bot token, templates, broadcasts and integrations the user's. */
  tokens: 'any' | 'strict';
};

export const createQontakFaults = (): Faults<QontakFaults> => createFaults<QontakFaults>(() => ({
  ...noCommonFaults(),
  webhooks: { shape: '2024', contentType: 'json', taps: 'title', localId: 'echo' },
  rooms: { afterResolved: 'new', botInResolved: 'refuse' },
  tokens: 'any',
}));
