import { Body, Get, HttpCode, Inject, Param, Patch, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { protocolNames } from '@tandem/domain';
import type { AgentSummary, ProtocolOption, RuntimeTrial, Saved, SavedAgent } from '@tandem/wire';
import { ArchiveAgent, ChangePolicy, ConnectRuntime, PublishAgent, RegisterAgent, RenameAgent } from '../agent/agent.handlers.js';
import type { Giver } from '../channel/channel-procedures.js';
import { channelsOf, type DirectoryAgent } from '../channel/directory.js';
import { Allows, By, changers, everyRole } from './access.js';
import { savedOr } from './answers.js';
import { API, type Api } from './api.js';
import { channelSummary } from './channel-view.js';
import { AgentBody, AgentPath, Order, PolicyBody, RuntimeBody, TrialBody, VersionPath } from './dto.js';
import { registrationOf } from './hand-off.js';
import { proposeOfAgent } from './lone-changes.js';
import { ProblemException } from './problems.js';
import { ApiController } from './route.js';
import { runtimeConfigOf, runtimeView, tryRuntime } from './runtimes.js';

/** Agents and the software that answers for them. */
@ApiController('', 'Agents')
export class AgentsController {
  constructor(@Inject(API) private readonly api: Api, @Inject(CommandBus) private readonly commands: CommandBus) {}

  @Get('protocols')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Every way to speak to a provider, as the wizard shows it.' })
  protocols(): readonly ProtocolOption[] {
    return protocolNames.flatMap(
      (name) => this.api.protocols(name) ?? [],
    ).map((protocol) => {
      const { name, title, bestFor, requires, credentialFields: fields, capabilities } = protocol;
      return { name, title, bestFor, requires, fields, registration: registrationOf(protocol), templates: capabilities.templates };
    });
  }

  @Get('agents')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'All agents, with the state of both numbers.' })
  agents(): Promise<readonly AgentSummary[]> {
    return Promise.all(this.api.directory.agents().map((agent) => this.summaryOf(agent)));
  }

  @Post('agents')
  @Allows(...changers)
  @ApiOperation({ summary: 'Makes an agent.' })
  async register(@Body() { name }: AgentBody, @By('plain') by: Giver): Promise<SavedAgent> {
    // the same command again makes the same agent, which is there already
    const id = `a${this.api.vault.keyedHash(`agent:${by.id}`).replace(/[^A-Za-z0-9]/g, '')}`;
    return { ...(await savedOr(await this.commands.execute(new RegisterAgent(id, by, name)), this.api)), id };
  }

  @Get('agents/:agent')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'One agent.' })
  agent(@Param() { agent }: AgentPath): Promise<AgentSummary> {
    return this.summaryOf(this.found(agent));
  }

  @Patch('agents/:agent')
  @Allows(...changers)
  @ApiOperation({ summary: 'Renames an agent.' })
  async rename(@Param() { agent }: AgentPath, @Body() { name }: AgentBody, @By('edit') by: Giver): Promise<Saved> {
    const { streamVersion } = this.found(agent);
    return savedOr(await this.commands.execute(new RenameAgent(agent, by, name)), this.api, streamVersion);
  }

  @Post('agents/:agent/archive')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Puts an agent away; its channels are disconnected.' })
  async archive(@Param() { agent }: AgentPath, @Body() { reason }: Order, @By('order') by: Giver): Promise<Saved> {
    const { streamVersion } = this.found(agent);
    return savedOr(
      await this.commands.execute(new ArchiveAgent(agent, { ...by, reason }, undefined)), this.api, streamVersion,
    );
  }

  @Post('agents/:agent/publish')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Makes the draft\'s runtime the published one as well.' })
  async publish(@Param() { agent }: AgentPath, @Body() { reason }: Order, @By('order') by: Giver): Promise<Saved> {
    const found = this.found(agent);
    const { streamVersion } = found;
    const proposed = await proposeOfAgent(found, { ...by, reason }, { command: { type: 'PublishAgent', now: this.api.clock.now() }, api: this.api });
    return proposed ?? savedOr(
      await this.commands.execute(new PublishAgent(agent, { ...by, reason }, undefined)), this.api, streamVersion,
    );
  }

  @Put('agents/:agent/policy')
  @Allows('owner')
  @ApiOperation({ summary: 'Whether every change of what is published must say why, and whether it waits for a second person.' })
  async changePolicy(@Param() { agent }: AgentPath, @Body() { publishedNeedsReason, publishedNeedsApproval, reason }: PolicyBody, @By('order') by: Giver): Promise<Saved> {
    const found = this.found(agent);
    const { state, streamVersion } = found;
    const policy = { publishedNeedsReason, publishedNeedsApproval: publishedNeedsApproval ?? state.policy?.publishedNeedsApproval };
    const proposed = await proposeOfAgent(found, { ...by, reason }, { command: { type: 'ChangePolicy', policy, now: this.api.clock.now() }, api: this.api });
    return proposed ?? savedOr(await this.commands.execute(new ChangePolicy(agent, { ...by, reason }, policy)), this.api, streamVersion);
  }

  @Put('agents/:agent/runtimes/:version')
  @Allows(...changers)
  @ApiOperation({ summary: 'Connects the software that answers for a version; a secret that is left out stays.' })
  async connectRuntime(
    @Param() { agent, version }: VersionPath, @Body() body: RuntimeBody, @By('edit') by: Giver,
  ): Promise<Saved> {
    const found = this.found(agent);
    const { state, streamVersion } = found;
    const runtime = await runtimeConfigOf(body, state.runtimes[version], this.api);
    const command = { type: 'ConnectRuntime', version, runtime, now: this.api.clock.now() } as const;
    const proposed = await proposeOfAgent(found, { ...by, reason: body.reason }, { command, api: this.api });
    return proposed ?? savedOr(
      await this.commands.execute(new ConnectRuntime(agent, { ...by, reason: body.reason }, { version, runtime })), this.api, streamVersion,
    );
  }

  @Post('agents/:agent/runtimes/:version/try')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation(
    { summary: 'One turn with the runtime that is entered, or, without a body, with the one that is saved.' },
  )
  async tryRuntime(@Param() { agent, version }: VersionPath, @Body() body: TrialBody): Promise<RuntimeTrial> {
    const saved = this.found(agent).state.runtimes[version];
    const config = body.kind === undefined ? saved : await runtimeConfigOf(
      { ...body, kind: body.kind }, saved, this.api,
    );
    if (!config) throw ProblemException.ofReason('RuntimeRefused', { fields: [{ field: 'kind', problem: 'Missing' }] });
    return tryRuntime(config, { agent, version }, this.api);
  }

  private found(id: string): DirectoryAgent {
    const agent = this.api.directory.agent(id);
    if (!agent) throw ProblemException.ofReason('NotRegistered');
    return agent;
  }

  private async summaryOf({ id, state, streamVersion }: DirectoryAgent): Promise<AgentSummary> {
    const { published, draft } = state.runtimes;
    const channels = await Promise.all(
      channelsOf(this.api.directory, id).map(async (channel) => [channel.version, await channelSummary(channel, this.api)] as const),
    );
    return {
      id, name: state.name, archived: state.status === 'archived', version: streamVersion,
      runtimes: { published: runtimeView(published), draft: runtimeView(draft) },
      channels: Object.fromEntries(channels),
      ...(state.policy && { publishedNeedsReason: state.policy.publishedNeedsReason }),
      ...(state.policy?.publishedNeedsApproval && { publishedNeedsApproval: true }),
    };
  }
}
