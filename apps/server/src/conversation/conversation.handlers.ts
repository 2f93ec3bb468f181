import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ChannelKey, OutboundContent } from '@tandem/domain';
import type { Giver } from '../channel/channel-procedures.js';
import type { Procedures } from '../procedures.js';
import { PROCEDURES } from '../tokens.js';
import type { ConversationAnswer, EraseAnswer, ReplayAnswer, Whom } from './conversation-procedures.js';

/** A command on one conversation, as the edge gives it to the bus. */
abstract class ConversationOrder<Answer, Input = void> extends Command<Answer> {
  constructor(readonly whom: Whom, readonly by: Giver, readonly input: Input) {
    super();
  }
}

/** A command on one parked item. */
abstract class ParkedOrder<Answer> extends Command<Answer> {
  constructor(readonly channel: ChannelKey, readonly by: Giver, readonly parked: string) {
    super();
  }
}

export class EndNow extends ConversationOrder<ConversationAnswer> {}
export class TakeOver extends ConversationOrder<ConversationAnswer> {}
export class HandBack extends ConversationOrder<ConversationAnswer> {}
export class Speak extends ConversationOrder<ConversationAnswer, OutboundContent> {}
export class EraseCustomer extends ConversationOrder<EraseAnswer> {}
export class ReplayParked extends ParkedOrder<ReplayAnswer> {}
export class DismissParked extends ParkedOrder<ConversationAnswer> {}

abstract class ConversationHandler {
  constructor(@Inject(PROCEDURES) protected readonly procedures: Procedures) {}
}

@CommandHandler(EndNow)
export class EndNowHandler extends ConversationHandler implements ICommandHandler<EndNow> {
  execute({ whom, by }: EndNow) {
    return this.procedures.conversations.endNow(whom, by);
  }
}

@CommandHandler(TakeOver)
export class TakeOverHandler extends ConversationHandler implements ICommandHandler<TakeOver> {
  execute({ whom, by }: TakeOver) {
    return this.procedures.conversations.takeOver(whom, by);
  }
}

@CommandHandler(HandBack)
export class HandBackHandler extends ConversationHandler implements ICommandHandler<HandBack> {
  execute({ whom, by }: HandBack) {
    return this.procedures.conversations.handBack(whom, by);
  }
}

@CommandHandler(Speak)
export class SpeakHandler extends ConversationHandler implements ICommandHandler<Speak> {
  execute({ whom, by, input }: Speak) {
    return this.procedures.conversations.speak(whom, by, input);
  }
}

@CommandHandler(EraseCustomer)
export class EraseCustomerHandler extends ConversationHandler implements ICommandHandler<EraseCustomer> {
  execute({ whom, by }: EraseCustomer) {
    return this.procedures.conversations.erase(whom, by);
  }
}

@CommandHandler(ReplayParked)
export class ReplayParkedHandler extends ConversationHandler implements ICommandHandler<ReplayParked> {
  execute({ channel, parked, by }: ReplayParked) {
    return this.procedures.conversations.replayParked(channel, parked, by);
  }
}

@CommandHandler(DismissParked)
export class DismissParkedHandler extends ConversationHandler implements ICommandHandler<DismissParked> {
  execute({ channel, parked, by }: DismissParked) {
    return this.procedures.conversations.dismissParked(channel, parked, by);
  }
}

export const conversationHandlers = [
  EndNowHandler, TakeOverHandler, HandBackHandler, SpeakHandler, EraseCustomerHandler, ReplayParkedHandler, DismissParkedHandler,
];
