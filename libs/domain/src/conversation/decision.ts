import type { Decider, Decision } from '../kernel/decider.js';
import type { ConversationCommand, ConversationReason } from './commands.js';
import type { Conversation } from './conversation.js';
import type { ConversationEvent } from './events.js';

export type ConversationDecision = Decision<ConversationEvent, ConversationReason>;
export type ConversationDecider = Decider<Conversation, ConversationCommand, ConversationEvent, ConversationReason>;
