import { Body, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { channelKey, isLone, planSteps, whyNotApprove } from '@tandem/domain';
import type { Saved } from '@tandem/wire';
import type { Giver } from '../channel/channel-procedures.js';
import { Allows, By, changers } from './access.js';
import { refusal, savedOr } from './answers.js';
import { API, type Api } from './api.js';
import { AgentPath, Order, ProposalBody } from './dto.js';
import { approveAlone } from './lone-changes.js';
import { formStepsOf, meansOf } from './planned.js';
import { ProblemException } from './problems.js';
import { refusePlan } from './proposals.js';
import { openAll, saveSteps } from './restore-channel.js';
import { ApiController } from './route.js';
import type { Connected } from './save-channel.js';

type Deciding = Pick<ProposalBody, 'proposal'> & Order;

/** A change of the published configuration that waits for a second person. */
@ApiController('/agents/:agent/channels/published/proposal', 'Channels')
export class ProposalsController {
  constructor(@Inject(API) private readonly api: Api, @Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post('approve')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Saves what somebody else has proposed, after it was checked like any save. A program cannot approve.' })
  async approve(@Param() path: AgentPath, @Body() body: ProposalBody, @By('edit') by: Giver): Promise<Saved> {
    const channel = this.connected(path);
    const waiting = this.decidable(channel, body, by);
    const giver: Giver = { ...by, approves: true, reason: body.reason ?? waiting.reason };
    const lone = waiting.steps.find(isLone);
    if (lone) return approveAlone(channel, giver, { step: lone, proposal: body.proposal, api: this.api, commands: this.commands });
    const steps = formStepsOf(waiting);
    const secrets = steps.flatMap((step) => (step.part === 'credentials' ? Object.values(step.secrets) : []));
    const opened = await openAll(secrets, this.api);
    const plan = planSteps(channel.state, steps, { ...meansOf(this.api), opens: ({ sealed }) => opened.has(sealed) });
    refusePlan(channel, plan, this.api);
    const saved = await saveSteps({ channel, plan, opened }, giver, { api: this.api, commands: this.commands });
    const noted = await this.api.procedures.channels.noteApproved(channel.key, { ...giver, id: `${by.id}-approval`, seen: undefined }, body.proposal);
    return savedOr(noted, this.api, saved.version);
  }

  @Post('reject')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Somebody else\'s proposal is not to be.' })
  async reject(@Param() path: AgentPath, @Body() body: ProposalBody, @By('order') by: Giver): Promise<Saved> {
    const channel = this.connected(path);
    this.decidable(channel, body, by);
    return savedOr(await this.api.procedures.channels.rejectChange(channel.key, { ...by, reason: reasonFor(body) }, body.proposal), this.api);
  }

  @Post('withdraw')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Takes one\'s own proposal back.' })
  async withdraw(@Param() path: AgentPath, @Body() body: ProposalBody, @By('order') by: Giver): Promise<Saved> {
    const { key } = this.connected(path);
    return savedOr(await this.api.procedures.channels.withdrawChange(key, { ...by, reason: reasonFor(body) }, body.proposal), this.api);
  }

  private decidable({ state }: Connected, { proposal }: Deciding, by: Giver) {
    if (by.means !== 'cms') throw ProblemException.of('Forbidden');
    const problem = whyNotApprove(state.proposal, { proposal, by: by.actor ?? '' });
    if (problem || !state.proposal) throw refusal(problem ?? 'NoSuchProposal');
    return state.proposal;
  }

  private connected({ agent }: AgentPath): Connected {
    if (!this.api.directory.agent(agent)) throw ProblemException.ofReason('NotRegistered');
    const channel = this.api.directory.byKey(channelKey(agent, 'published'));
    if (!channel) throw ProblemException.of('NoSuchChannel');
    if (channel.state.status !== 'connected') throw ProblemException.ofReason('NotConnected');
    return channel as Connected;
  }
}

/** What changes nothing for customers needs no reason of its own. */
const reasonFor = ({ reason }: Deciding): string => reason ?? 'Proposal not taken';
