import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ChannelKey, Findings, ProtocolName, SecretNamed, SessionSettings } from '@tandem/domain';
import type { Procedures } from '../procedures.js';
import { PROCEDURES } from '../tokens.js';
import type { ChannelAnswer, Giver } from './channel-procedures.js';

/** A command on one channel, as the edge gives it to the bus. */
abstract class ChannelOrder<Input> extends Command<ChannelAnswer> {
  constructor(readonly channel: ChannelKey, readonly by: Giver, readonly input: Input) {
    super();
  }
}

export class ConnectChannel extends ChannelOrder<{ protocol: ProtocolName; number: string }> {}
export class SaveCredentials extends ChannelOrder<{
  protocol: ProtocolName;
  entered: Readonly<Record<string, string>>;
  removed?: readonly string[];
  account?: string;
  found?: Findings;
}> {}
export class RegenerateSecret extends ChannelOrder<void> {}
export class RevokeSecret extends ChannelOrder<SecretNamed> {}
export class SaveSessionSettings extends ChannelOrder<SessionSettings> {}
export class ChangeProtocol extends ChannelOrder<ProtocolName> {}
export class ChangeNumber extends ChannelOrder<string> {}
export class ResumeSending extends ChannelOrder<void> {}
export class DisconnectChannel extends ChannelOrder<void> {}

abstract class ChannelHandler {
  constructor(@Inject(PROCEDURES) protected readonly procedures: Procedures) {}
}

@CommandHandler(ConnectChannel)
export class ConnectChannelHandler extends ChannelHandler implements ICommandHandler<ConnectChannel> {
  execute({ channel, by, input }: ConnectChannel) {
    return this.procedures.channels.connect(channel, by, input);
  }
}

@CommandHandler(SaveCredentials)
export class SaveCredentialsHandler extends ChannelHandler implements ICommandHandler<SaveCredentials> {
  execute({ channel, by, input }: SaveCredentials) {
    return this.procedures.channels.saveCredentials(channel, by, input);
  }
}

@CommandHandler(RegenerateSecret)
export class RegenerateSecretHandler extends ChannelHandler implements ICommandHandler<RegenerateSecret> {
  execute({ channel, by }: RegenerateSecret) {
    return this.procedures.channels.regenerateSecret(channel, by);
  }
}

@CommandHandler(RevokeSecret)
export class RevokeSecretHandler extends ChannelHandler implements ICommandHandler<RevokeSecret> {
  execute({ channel, by, input }: RevokeSecret) {
    return this.procedures.channels.revokeSecret(channel, by, input);
  }
}

@CommandHandler(SaveSessionSettings)
export class SaveSessionSettingsHandler extends ChannelHandler implements ICommandHandler<SaveSessionSettings> {
  execute({ channel, by, input }: SaveSessionSettings) {
    return this.procedures.channels.saveSessionSettings(channel, by, input);
  }
}

@CommandHandler(ChangeProtocol)
export class ChangeProtocolHandler extends ChannelHandler implements ICommandHandler<ChangeProtocol> {
  execute({ channel, by, input }: ChangeProtocol) {
    return this.procedures.channels.changeProtocol(channel, by, input);
  }
}

@CommandHandler(ChangeNumber)
export class ChangeNumberHandler extends ChannelHandler implements ICommandHandler<ChangeNumber> {
  execute({ channel, by, input }: ChangeNumber) {
    return this.procedures.channels.changeNumber(channel, by, input);
  }
}

@CommandHandler(ResumeSending)
export class ResumeSendingHandler extends ChannelHandler implements ICommandHandler<ResumeSending> {
  execute({ channel, by }: ResumeSending) {
    return this.procedures.channels.resumeSending(channel, by);
  }
}

@CommandHandler(DisconnectChannel)
export class DisconnectChannelHandler extends ChannelHandler implements ICommandHandler<DisconnectChannel> {
  execute({ channel, by }: DisconnectChannel) {
    return this.procedures.channels.disconnect(channel, by);
  }
}

export const channelHandlers = [
  ConnectChannelHandler, SaveCredentialsHandler, RegenerateSecretHandler, RevokeSecretHandler, SaveSessionSettingsHandler,
  ChangeProtocolHandler, ChangeNumberHandler, ResumeSendingHandler, DisconnectChannelHandler,
];
