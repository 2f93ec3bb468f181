import { Body, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Saved, TrialView } from '@tandem/wire';
import type { Giver } from '../channel/channel-procedures.js';
import type { CallAnswer } from '../try/trials.js';
import { Allows, By, changers } from './access.js';
import { savedOr } from './answers.js';
import { API, type Api } from './api.js';
import { ProblemException, refusedAt } from './problems.js';
import { ApiController } from './route.js';
import { TrialMessageBody, TrialPath, TrialSeenBody } from './trial-dto.js';

/** _Try it_: a phone that plays a user of the draft version. */
@ApiController('/agents/:agent/trial/:phone', 'Try it')
export class TrialController {
  constructor(@Inject(API) private readonly api: Api) {}

  @Get()
  @Allows(...changers)
  @ApiOperation({ summary: 'What the phone shows, and what comes by itself if nobody says anything.' })
  view(@Param() { agent, phone }: TrialPath): Promise<TrialView> {
    this.refuseUnknown(agent);
    return this.api.trials.view(agent, phone);
  }

  @Post('messages')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'The phone says something, or presses a button. It needs no number of the draft version, but its runtime.' })
  async say(@Param() { agent, phone }: TrialPath, @Body() { text, choice, short }: TrialMessageBody, @By('plain') by: Giver): Promise<Saved> {
    this.refuseUnknown(agent, { toSpeak: true });
    if (choice && text !== undefined) throw refusedAt('choice', 'NotBoth');
    if (!choice && text === undefined) throw refusedAt('text', 'Missing');
    const at = this.api.clock.now();
    const messages = [{ id: `try-${by.id}`, from: phone, at, ...(choice ? { choice } : { text }) }];
    return this.takenOr(await this.api.trials.say(agent, by, { call: { messages }, short }));
  }

  @Post('seen')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'The phone has received these messages and shown them.' })
  async see(@Param() { agent, phone }: TrialPath, @Body() { sends }: TrialSeenBody): Promise<Saved> {
    this.refuseUnknown(agent);
    if (sends.length === 0) throw refusedAt('sends', 'Missing');
    const at = this.api.clock.now();
    const statuses = (['delivered', 'read'] as const).flatMap((status) => sends.map((send) => ({ send, to: phone, at, status })));
    return this.takenOr(await this.api.trials.see(agent, statuses));
  }

  private refuseUnknown(id: string, { toSpeak = false } = {}): void {
    const agent = this.api.directory.agent(id)?.state;
    if (!agent) throw ProblemException.ofReason('NotRegistered');
    if (!toSpeak) return;
    if (agent.status === 'archived') throw ProblemException.ofReason('AgentIsArchived');
    if (!agent.runtimes.draft) throw ProblemException.ofReason('NoDraftRuntime');
  }

  private async takenOr(answer: CallAnswer): Promise<Saved> {
    if (answer.kind === 'taken') return { position: answer.position, version: 0 };
    if (answer.kind === 'not-taken') throw ProblemException.of('Unavailable');
    return savedOr(answer, this.api);
  }
}
