import { Body, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { channelKey } from '@tandem/domain';
import type { ChannelHealth, ParkedLine, Saved, WebhookPage } from '@tandem/wire';
import type { Giver } from '../channel/channel-procedures.js';
import type { DirectoryChannel } from '../channel/directory.js';
import { DismissParked, ReplayParked } from '../conversation/conversation.handlers.js';
import { Allows, By, changers, everyRole } from './access.js';
import { doneOr } from './answers.js';
import { API, type Api } from './api.js';
import { channelHealth } from './channel-health.js';
import { Order, ParkedPath, ReceiptsQuery, VersionPath } from './dto.js';
import { ProblemException } from './problems.js';
import { webhookPage } from './receipts.js';
import { ApiController } from './route.js';

const PAGE = 50;

/** What came to a channel's address, and what became of it. */
@ApiController('/agents/:agent/channels/:version', 'Webhooks')
export class WebhooksController {
  constructor(@Inject(API) private readonly api: Api, @Inject(CommandBus) private readonly commands: CommandBus) {}

  @Get('webhooks')
  @Allows(...everyRole)
  @ApiOperation(
    { summary: 'The last calls to the address with their verdicts, what was refused, and the balance of all.' },
  )
  page(@Param() path: VersionPath, @Query() { before, limit = PAGE }: ReceiptsQuery): Promise<WebhookPage> {
    return webhookPage(this.known(path), { limit, ...(before !== undefined && { before: Number(before) }) }, this.api);
  }

  @Get('health')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'How the channel is: last call and message, what the provider said of the credentials, and whether it is silent.' })
  health(@Param() path: VersionPath): Promise<ChannelHealth> {
    return channelHealth(this.known(path), this.api);
  }

  @Get('parked')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Items that could not be handled and wait for a person, oldest first.' })
  async parked(@Param() path: VersionPath): Promise<readonly ParkedLine[]> {
    const waiting = await this.api.procedures.conversations.parked(this.known(path).key);
    return waiting.map(
      ({ parked, at, receivedAt, receipt, item, reason }) => ({ id: parked, at, receivedAt, receipt, item, reason }),
    );
  }

  @Post('parked/:parked/replay')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Has a parked item handled again.' })
  async replay(
    @Param() path: ParkedPath, @Body() { reason }: Order, @By('plain') by: Giver,
  ): Promise<{ verdict: string; reason?: string }> {
    const answer = await this.commands.execute(new ReplayParked(this.known(path).key, { ...by, reason }, path.parked));
    switch (answer.kind) {
      case 'replayed':
        return { verdict: answer.judged.verdict, reason: answer.judged.reason };
      case 'failed':
        throw ProblemException.of('StillFailing');
      case 'rejected':
        throw ProblemException.of(answer.reason);
      case 'unavailable':
        throw ProblemException.of('Unavailable');
    }
  }

  @Post('parked/:parked/dismiss')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'Drops a parked item, unreadable for ever.' })
  async dismiss(@Param() path: ParkedPath, @Body() { reason }: Order, @By('plain') by: Giver): Promise<Saved> {
    return doneOr(await this.commands.execute(new DismissParked(this.known(path).key, { ...by, reason }, path.parked)));
  }

  private known({ agent, version }: VersionPath): DirectoryChannel {
    const channel = this.api.directory.byKey(channelKey(agent, version));
    if (!channel) throw ProblemException.of('NoSuchChannel');
    return channel;
  }
}
