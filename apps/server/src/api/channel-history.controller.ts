import { Body, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { channelKey, type Channel } from '@tandem/domain';
import type { Caused, HistoryEntry, Restored, WhatIfAnswer } from '@tandem/wire';
import type { Giver } from '../channel/channel-procedures.js';
import type { DirectoryChannel } from '../channel/directory.js';
import { Allows, By, Who, changers, everyRole } from './access.js';
import { API, type Api } from './api.js';
import { AgentPath, VersionPath } from './dto.js';
import { entryShown, readerOf } from './history-answers.js';
import { CopyBody, RestoreBody, RevisionPath, WhatIfBody } from './history-dto.js';
import { conversationId } from './live.js';
import { ProblemException } from './problems.js';
import { copyFromDraft, restoreChannel } from './restore-channel.js';
import { ApiController } from './route.js';
import { refuseWhatIf, whatIfOf } from './what-if.js';
import type { Person } from './who-is.js';

const MOST_ITEMS = 100;

/** What was, might have been, and may be again, of one configuration. */
@ApiController('/agents/:agent/channels', 'History')
export class ChannelHistoryController {
  constructor(@Inject(API) private readonly api: Api, @Inject(CommandBus) private readonly commands: CommandBus) {}

  @Get(':version/revisions/:revision')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'The change that made a revision, which asks, ends and messages name.' })
  async revision(@Param() { agent, version, revision }: RevisionPath, @Who() who: Person): Promise<HistoryEntry> {
    this.known({ agent, version });
    await this.api.reads.note(readerOf(who), { type: 'HistoryRead', data: { agent } });
    const entry = this.api.history.ofRevision(agent, version, revision);
    if (!entry) throw ProblemException.of('NoSuchRevision');
    return entryShown(entry, this.api);
  }

  @Get(':version/revisions/:revision/caused')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Asks, ends and messages that a revision has caused, newest first.' })
  caused(@Param() { agent, version, revision }: RevisionPath): Caused {
    const { key } = this.known({ agent, version });
    if (!this.api.history.ofRevision(agent, version, revision)) throw ProblemException.of('NoSuchRevision');
    const counts = this.api.views.counts(key, revision);
    const items = this.api.views.caused(key, revision, MOST_ITEMS);
    return {
      asks: counts.reduce((sum, { type, times }) => (type === 'AskRequested' ? sum + times : sum), 0),
      ends: Object.fromEntries(counts.flatMap(({ type, reason, times }) => (type === 'SessionEnded' && reason !== null ? [[reason, times]] : []))),
      items: items.map(({ conversation, event, type, at }) => ({ conversation: conversationId(conversation), event, type, at })),
    };
  }

  @Post(':version/restore')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'An earlier state as a new change: what it would change, and, with `confirm`, saved like any other.' })
  async restore(@Param() path: VersionPath, @Body() { at, reason, confirm }: RestoreBody, @By('order') by: Giver): Promise<Restored> {
    const channel = this.known(path);
    const { state } = await this.api.history.stoodAt(path.agent, path.version, at);
    return restoreChannel(channel, { past: state as Channel, by: { ...by, reason }, confirm }, this.means());
  }

  @Post('published/copy-from-draft')
  @HttpCode(200)
  @Allows(...changers)
  @ApiOperation({ summary: 'The draft\'s session settings for the published version: what would change, and, with `confirm`, saved.' })
  async copy(@Param() { agent }: AgentPath, @Body() { reason, confirm }: CopyBody, @By('order') by: Giver): Promise<Restored> {
    const [published, draft] = [this.known({ agent, version: 'published' }), this.known({ agent, version: 'draft' })];
    return copyFromDraft(published, { settings: draft.state.settings, by: { ...by, reason }, confirm }, this.means());
  }

  @Post(':version/what-if')
  @HttpCode(200)
  @Allows(...everyRole)
  @ApiOperation({ summary: 'What other session settings would have made of a period of real activity; nothing is changed.' })
  async whatIf(@Param() path: VersionPath, @Body() asked: WhatIfBody, @Who() who: Person): Promise<WhatIfAnswer> {
    const channel = this.known(path);
    refuseWhatIf(asked);
    const { from, to } = asked;
    await this.api.reads.note(readerOf(who), { type: 'WhatIfAsked', data: { channel: channel.key, from, to } });
    return whatIfOf(channel, asked, this.api);
  }

  private means() {
    return { api: this.api, commands: this.commands };
  }

  private known({ agent, version }: { readonly agent: string; readonly version: VersionPath['version'] }): DirectoryChannel {
    if (!this.api.directory.agent(agent)) throw ProblemException.ofReason('NotRegistered');
    const channel = this.api.directory.byKey(channelKey(agent, version));
    if (!channel) throw ProblemException.of('NoSuchChannel');
    return channel;
  }
}
