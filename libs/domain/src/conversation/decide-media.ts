import { accept } from '../kernel/decider.js';
import type { RecordMedia } from './commands.js';
import type { Conversation } from './conversation.js';
import type { ConversationDecision } from './decision.js';
import { timeOf } from './ids.js';

/** The medium of a message of this session or an earlier one came, or will not come. */
export const recordMedia = ({ message, outcome, ...order }: RecordMedia, state: Conversation): ConversationDecision => {
  const at = timeOf(order, state);
  if (outcome.kind === 'not-fetched') return accept({ type: 'MediaNotFetched', data: { message, reason: outcome.reason, at } });
  const { media, bytes, mimeType } = outcome;
  return accept({ type: 'MediaFetched', data: { message, media, bytes, mimeType, at } });
};
