import { Body, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { channelKey } from '@tandem/domain';
import type { ChannelView, Saved, SavedChannel, SavedEndpoint } from '@tandem/wire';
import {
  ChangeNumber, ChangeProtocol, ConnectChannel, DisconnectChannel, ResumeSending, RevokeSecret,
} from '../channel/channel.handlers.js';
import type { Giver } from '../channel/channel-procedures.js';
import type { DirectoryChannel } from '../channel/directory.js';
import { Allows, By, Who, changers, everyRole } from './access.js';
import { savedOr } from './answers.js';
import { API, type Api } from './api.js';
import { channelView } from './channel-view.js';
import { ConnectBody, NumberBody, Order, ProtocolBody, RevokeBody, SaveChannelBody, VersionPath } from './dto.js';
import { proposeAlone } from './lone-changes.js';
import { ProblemException } from './problems.js';
import { mustWait, propose, stepsOfForm } from './proposals.js';
import { ApiController } from './route.js';
import { saveChannel, type Connected } from './save-channel.js';
import { regenerateSecret, registerEndpoint } from './set-endpoint.js';
import type { Person } from './who-is.js';

/** The WhatsApp channel of one agent version: `Published Configuration` and `Draft Configuration`. */
@ApiController('/agents/:agent/channels/:version', 'Channels')
export class ChannelsController {
  constructor(@Inject(API) private readonly api: Api, @Inject(CommandBus) private readonly commands: CommandBus) {}

  @Get()
  @Allows(...everyRole)
  @ApiOperation({ summary: 'The whole of one tab; `none` where there is no number yet.' })
  async view(@Param() path: VersionPath, @Who() who: Person): Promise<ChannelView> {
    this.refuseUnknownAgent(path);
    const channel = this.api.directory.byKey(channelKey(path.agent, path.version));
    return channel ? channelView(channel, this.api, { proofs: who.role !== 'auditor' }) : { status: 'none' };
  }

  @Post('connect')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'The wizard\'s first save: protocol and number.' })
  async connect(
    @Param() path: VersionPath, @Body() { protocol, number, reason }: ConnectBody, @By('order') by: Giver,
  ): Promise<Saved> {
    this.refuseUnknownAgent(path, { orArchived: true });
    const key = channelKey(path.agent, path.version);
    return savedOr(await this.commands.execute(new ConnectChannel(key, { ...by, reason }, { protocol, number })), this.api);
  }

  @Put()
  @Allows(...changers)
  @ApiOperation({ summary: 'The full settings form. Credentials are checked at the provider before they are saved.' })
  async save(@Param() path: VersionPath, @Body() body: SaveChannelBody, @By('edit') by: Giver): Promise<SavedChannel> {
    const { reason, credentials, settings } = body;
    const channel = this.connected(path);
    if (mustWait(channel, by, this.api)) {
      const steps = await stepsOfForm(channel, { credentials, settings }, this.api);
      return { ...(await propose(channel, { ...by, reason }, { steps, api: this.api })), checks: [] };
    }
    return saveChannel(
      channel, { by: { ...by, reason }, credentials, settings },
      { api: this.api, commands: this.commands },
    );
  }

  @Post('webhook-secret')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation(
    {
      summary: 'Makes a new webhook secret (Meta Cloud: verify token) and tells the provider; the old one stays for a while.',
    },
  )
  async regenerate(
    @Param() path: VersionPath, @Body() { reason }: Order, @By('order') by: Giver,
  ): Promise<SavedChannel> {
    const channel = this.connected(path);
    if (mustWait(channel, by, this.api)) return { ...(await proposeAlone(channel, { ...by, reason }, { step: { part: 'webhook-secret' }, api: this.api })), checks: [] };
    return regenerateSecret(channel, { ...by, reason }, { api: this.api, commands: this.commands });
  }

  @Post('webhook-secret/revoke')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Ends an old webhook secret at once.' })
  async revoke(
    @Param() path: VersionPath, @Body() { fingerprint, reason }: RevokeBody, @By('order') by: Giver,
  ): Promise<Saved> {
    const { key, state } = this.known(path);
    const secret = { protocol: state.protocol, what: 'webhook-secret', fingerprint } as const;
    return savedOr(await this.commands.execute(new RevokeSecret(key, { ...by, reason }, secret)), this.api);
  }

  @Put('endpoint')
  @Allows(...changers)
  @ApiOperation({ summary: 'Set Endpoint: tells the provider our address, with the credentials that are saved.' })
  async setEndpoint(@Param() path: VersionPath, @Body() { reason }: Order, @By('order') by: Giver): Promise<SavedEndpoint | SavedChannel> {
    const channel = this.connected(path);
    if (mustWait(channel, by, this.api)) return { ...(await proposeAlone(channel, { ...by, reason }, { step: { part: 'endpoint' }, api: this.api })), checks: [] };
    return registerEndpoint(channel, { by: { ...by, reason }, cause: 'set-endpoint' }, this.api);
  }

  @Put('protocol')
  @Allows(...changers)
  @ApiOperation({ summary: 'Speaks to the number through another provider; its credentials are then to be saved.' })
  async changeProtocol(
    @Param() path: VersionPath, @Body() { protocol, reason }: ProtocolBody, @By('edit') by: Giver,
  ): Promise<Saved> {
    const channel = this.connected(path);
    const { key, streamVersion } = channel;
    if (mustWait(channel, by, this.api)) return propose(channel, { ...by, reason }, { steps: [{ part: 'protocol', protocol }], api: this.api });
    return savedOr(await this.commands.execute(new ChangeProtocol(key, { ...by, reason }, protocol)), this.api, streamVersion);
  }

  @Put('number')
  @Allows(...changers)
  @ApiOperation({ summary: 'Gives the channel another number; open sessions end silently.' })
  async changeNumber(
    @Param() path: VersionPath, @Body() { number, reason }: NumberBody, @By('edit') by: Giver,
  ): Promise<Saved> {
    const channel = this.connected(path);
    const { key, streamVersion } = channel;
    if (mustWait(channel, by, this.api)) return propose(channel, { ...by, reason }, { steps: [{ part: 'number', number }], api: this.api });
    return savedOr(await this.commands.execute(new ChangeNumber(key, { ...by, reason }, number)), this.api, streamVersion);
  }

  @Post('resume')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Sending goes on after a pause.' })
  async resume(@Param() path: VersionPath, @Body() { reason }: Order, @By('order') by: Giver): Promise<Saved> {
    const { key, streamVersion } = this.connected(path);
    return savedOr(
      await this.commands.execute(new ResumeSending(key, { ...by, reason }, undefined)), this.api, streamVersion,
    );
  }

  @Post('disconnect')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Takes the channel out of service; open sessions end silently.' })
  async disconnect(@Param() path: VersionPath, @Body() { reason }: Order, @By('order') by: Giver): Promise<Saved> {
    const channel = this.known(path);
    const { key, streamVersion } = channel;
    if (channel.state.status === 'connected' && mustWait(channel, by, this.api)) {
      return proposeAlone(channel as Connected, { ...by, reason }, { step: { part: 'disconnect' }, api: this.api });
    }
    return savedOr(
      await this.commands.execute(new DisconnectChannel(key, { ...by, reason }, undefined)), this.api, streamVersion,
    );
  }

  private refuseUnknownAgent({ agent }: VersionPath, { orArchived = false } = {}): void {
    const known = this.api.directory.agent(agent);
    if (!known) throw ProblemException.ofReason('NotRegistered');
    if (orArchived && known.state.status === 'archived') throw ProblemException.ofReason('AgentIsArchived');
  }

  private known(path: VersionPath): DirectoryChannel {
    this.refuseUnknownAgent(path);
    const channel = this.api.directory.byKey(channelKey(path.agent, path.version));
    if (!channel) throw ProblemException.of('NoSuchChannel');
    return channel;
  }

  private connected(path: VersionPath): Connected {
    const channel = this.known(path);
    if (channel.state.status !== 'connected') throw ProblemException.ofReason('NotConnected');
    return channel as Connected;
  }
}
