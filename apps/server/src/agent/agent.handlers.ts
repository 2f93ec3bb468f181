import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AgentPolicy, AgentVersion, RuntimeConfig } from '@tandem/domain';
import type { Giver } from '../channel/channel-procedures.js';
import type { Procedures } from '../procedures.js';
import { PROCEDURES } from '../tokens.js';
import type { AgentAnswer } from './agent-procedures.js';

/** A command on one agent, as the edge gives it to the bus. */
abstract class AgentOrder<Input> extends Command<AgentAnswer> {
  constructor(readonly agent: string, readonly by: Giver, readonly input: Input) {
    super();
  }
}

export class RegisterAgent extends AgentOrder<string> {}
export class RenameAgent extends AgentOrder<string> {}
export class ConnectRuntime extends AgentOrder<{ version: AgentVersion; runtime: RuntimeConfig }> {}
export class PublishAgent extends AgentOrder<void> {}
export class ChangePolicy extends AgentOrder<AgentPolicy> {}
export class ArchiveAgent extends AgentOrder<void> {}

abstract class AgentHandler {
  constructor(@Inject(PROCEDURES) protected readonly procedures: Procedures) {}
}

@CommandHandler(RegisterAgent)
export class RegisterAgentHandler extends AgentHandler implements ICommandHandler<RegisterAgent> {
  execute({ agent, by, input }: RegisterAgent) {
    return this.procedures.agents.register(agent, by, input);
  }
}

@CommandHandler(RenameAgent)
export class RenameAgentHandler extends AgentHandler implements ICommandHandler<RenameAgent> {
  execute({ agent, by, input }: RenameAgent) {
    return this.procedures.agents.rename(agent, by, input);
  }
}

@CommandHandler(ConnectRuntime)
export class ConnectRuntimeHandler extends AgentHandler implements ICommandHandler<ConnectRuntime> {
  execute({ agent, by, input }: ConnectRuntime) {
    return this.procedures.agents.connectRuntime(agent, by, input);
  }
}

@CommandHandler(PublishAgent)
export class PublishAgentHandler extends AgentHandler implements ICommandHandler<PublishAgent> {
  execute({ agent, by }: PublishAgent) {
    return this.procedures.agents.publish(agent, by);
  }
}

@CommandHandler(ChangePolicy)
export class ChangePolicyHandler extends AgentHandler implements ICommandHandler<ChangePolicy> {
  execute({ agent, by, input }: ChangePolicy) {
    return this.procedures.agents.changePolicy(agent, by, input);
  }
}

@CommandHandler(ArchiveAgent)
export class ArchiveAgentHandler extends AgentHandler implements ICommandHandler<ArchiveAgent> {
  execute({ agent, by }: ArchiveAgent) {
    return this.procedures.agents.archive(agent, by);
  }
}

export const agentHandlers = [RegisterAgentHandler, RenameAgentHandler, ConnectRuntimeHandler, PublishAgentHandler, ChangePolicyHandler, ArchiveAgentHandler];
