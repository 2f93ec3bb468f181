import { asText } from '../http/json.js';

const OURS = 'tandem-';

/** What goes with a message as its `local_id`, which Qontak shows again in its webhooks and in the room's history. */
export const localIdOf = (send: string): string => `${OURS}${send}`;

/** Our id of the send behind a `local_id`, or undefined where it is somebody else's. */
export const sendOf = (localId: unknown): string | undefined => {
  const text = asText(localId);
  return text?.startsWith(OURS) ? text.slice(OURS.length) : undefined;
};
