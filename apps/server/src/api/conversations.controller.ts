import { Body, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { answeringAgent, channelKey, partsOfConversation, versionOf, type OutboundContent } from '@tandem/domain';
import type {
  ConversationDetail, ConversationLine, ConversationPage, ErasedCustomer, Saved, TimelineEntry,
} from '@tandem/wire';
import type { Giver } from '../channel/channel-procedures.js';
import type { Whom } from '../conversation/conversation-procedures.js';
import { EndNow, EraseCustomer, HandBack, Speak, TakeOver } from '../conversation/conversation.handlers.js';
import type { ConversationView } from '../views/conversation-view.js';
import type { ConversationFilter, TimelineItem } from '../views/views.js';
import { Allows, By, Who, changers, everyRole } from './access.js';
import { doneOr } from './answers.js';
import { API, type Api } from './api.js';
import { ConversationPath, ConversationsQuery, Order, SpeakBody } from './dto.js';
import { readerOf } from './history-answers.js';
import { UnmaskBody } from './history-dto.js';
import { conversationId } from './live.js';
import { lookFor } from './look-for.js';
import { isMasked, maskEntry, maskLine } from './masking.js';
import { ProblemException, refusedAt } from './problems.js';
import { ApiController } from './route.js';
import type { Person } from './who-is.js';

const PAGE = 50;

/** What customers and agents said, and what people do about it. */
@ApiController('/conversations', 'Conversations')
export class ConversationsController {
  constructor(@Inject(API) private readonly api: Api, @Inject(CommandBus) private readonly commands: CommandBus) {}

  @Get()
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Conversations, newest activity first.' })
  list(@Query() query: ConversationsQuery, @Who() who: Person): ConversationPage {
    const { limit = PAGE } = query;
    const filter = filterOf(query);
    const looked = lookFor({ ...filter, text: query.text, number: query.number }, who, this.api);
    const found = this.api.views.conversations({ ...filter, among: looked?.among, limit: limit + 1, unmerged: true });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      conversations: page.map((view) => this.lineFor(view, who)),
      ...(found.length > limit && last && { next: `${last.lastAt}~${conversationId(last.conversation)}` }),
      ...(looked?.cut && { cut: true }),
    };
  }

  @Get(':id')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'One conversation with everything that happened in it, oldest first.' })
  async detail(@Param() { id }: ConversationPath, @Who() who: Person): Promise<ConversationDetail> {
    const { views } = this.api;
    const view = this.found(id);
    const items = await views.timeline(view.conversation);
    const timeline = await Promise.all(items.map((item) => this.entryOf(item)));
    const line = this.lineFor(view, who);
    return {
      ...line, timeline: line.masked ? timeline.map(maskEntry) : timeline,
      ...(view.mergedInto !== undefined && { mergedInto: `${view.channel}.${view.mergedInto}` }),
    };
  }

  @Post(':id/unmask')
  @HttpCode(200)
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Shows an auditor names, numbers and words of the conversation for an hour; who and why is written down.' })
  async unmask(@Param() { id }: ConversationPath, @Body() { reason }: UnmaskBody, @Who() who: Person): Promise<Saved> {
    const { conversation } = this.found(id);
    const unmasked = { type: 'ConversationUnmasked', data: { conversation: conversationId(conversation) } } as const;
    const position = await this.api.reads.note(readerOf(who), unmasked, reason);
    await this.api.history.waitFor(position);
    return { position, version: 0 };
  }

  @Post(':id/end')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Ends the session now.' })
  async end(@Param() { id }: ConversationPath, @Body() { reason }: Order, @By('plain') by: Giver): Promise<Saved> {
    return doneOr(await this.commands.execute(new EndNow(this.whom(id), { ...by, reason }, undefined)));
  }

  @Post(':id/take-over')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'A person holds the session from now on.' })
  async takeOver(@Param() { id }: ConversationPath, @Body() { reason }: Order, @By('plain') by: Giver): Promise<Saved> {
    return doneOr(await this.commands.execute(new TakeOver(this.whom(id), { ...by, reason }, undefined)));
  }

  @Post(':id/hand-back')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'The agent goes on.' })
  async handBack(@Param() { id }: ConversationPath, @Body() { reason }: Order, @By('plain') by: Giver): Promise<Saved> {
    return doneOr(await this.commands.execute(new HandBack(this.whom(id), { ...by, reason }, undefined)));
  }

  @Post(':id/speak')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation(
    {
      summary: 'Says something in a session that a person holds; with `X-Tandem-Command` once, however often it is asked.',
    },
  )
  async speak(@Param() { id }: ConversationPath, @Body() body: SpeakBody, @By('plain') by: Giver): Promise<Saved> {
    return doneOr(await this.commands.execute(new Speak(this.whom(id), by, saidIn(body))));
  }

  @Post(':id/erase')
  @HttpCode(200)
  @Allows('owner')
  @ApiOperation({ summary: 'Makes everything about the customer unreadable, for ever.' })
  async erase(
    @Param() { id }: ConversationPath, @Body() { reason }: Order, @By('plain') by: Giver,
  ): Promise<ErasedCustomer> {
    const answer = await this.commands.execute(new EraseCustomer(this.whom(id), { ...by, reason }, undefined));
    if (answer.kind === 'erased') return { rawBodiesGoAt: answer.erased.rawBodiesGoAt };
    throw ProblemException.of(answer.kind === 'rejected' ? answer.reason : 'Unavailable');
  }

  private found(id: string): ConversationView {
    const view = this.api.views.conversation(`conversation-${id}`);
    if (!view) throw ProblemException.of('NoSuchConversation');
    return view;
  }

  private whom(id: string): Whom {
    return partsOfConversation(this.found(id).conversation);
  }

  private lineFor(view: ConversationView, who: Person): ConversationLine {
    const line = this.lineOf(view);
    return isMasked(who, line.id, this.api) ? maskLine(line) : line;
  }

  private lineOf(view: ConversationView): ConversationLine {
    const {
      conversation, channel, customer, name, phone, status, startedAt, lastAt, lastText, asks, endedAt, endReason,
      unanswered, sendFailure,
    } = view;
    const agent = answeringAgent(channel);
    return {
      id: conversationId(conversation), agent, agentName: this.api.directory.agent(agent)?.state.name ?? '',
      version: versionOf(channel),
      customer, name, phone, status, startedAt, lastAt, lastText, asks, endedAt, endReason, unanswered, sendFailure,
    };
  }

  private async entryOf({ event, at, type, text, data, causation }: TimelineItem): Promise<TimelineEntry> {
    const { operator } = data as { readonly operator?: unknown };
    const by = typeof operator === 'string' ? await this.api.people.nameOf(operator) : undefined;
    return { id: event, at, type, text, data, causation, ...(by !== undefined && { by }) };
  }
}

/** Words or a template, and not both. */
const saidIn = ({ text, template }: SpeakBody): OutboundContent => {
  if (template && text !== undefined) throw refusedAt('template', 'NotBoth');
  if (template) return { type: 'template', ...template };
  if (text === undefined) throw refusedAt('text', 'Missing');
  return { type: 'text', text };
};

const filterOf = ({ agent, version, status, attention, from, to, before }: ConversationsQuery): ConversationFilter => {
  const [, lastAt, id] = /^(\d+)~(.+)$/.exec(before ?? '') ?? [];
  const channel = agent === undefined ? undefined : channelKey(agent, version ?? 'published');
  return {
    channel, version, status, from, to, attention: attention === 'true',
    ...(agent !== undefined && version === undefined && { orChannel: channelKey(agent, 'draft') }),
    ...(id !== undefined && { before: { lastAt: Number(lastAt), conversation: `conversation-${id}` } }),
  };
};
