import type { AgentProcedures } from './agent/agent-procedures.js';
import type { ChannelProcedures } from './channel/channel-procedures.js';
import type { ConversationProcedures } from './conversation/conversation-procedures.js';

/** Everything that commands do, free of Nest; the buses, the demo and the drills call the same. */
export interface Procedures {
  readonly agents: AgentProcedures;
  readonly channels: ChannelProcedures;
  readonly conversations: ConversationProcedures;
}
