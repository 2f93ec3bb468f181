import { Get, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Comparison, ConfigurationAt, HistoryEntry, HistoryMarks, HistoryPage } from '@tandem/wire';
import { Allows, Who, everyRole } from './access.js';
import { API, type Api } from './api.js';
import { AgentPath } from './dto.js';
import { exportFile } from './export-file.js';
import { comparison, configurationAt, entryShown, marksOf, readerOf } from './history-answers.js';
import { CompareQuery, EntryPath, ExportQuery, HistoryPageQuery, InstantQuery } from './history-dto.js';
import { ProblemException } from './problems.js';
import { ApiController } from './route.js';
import type { Person } from './who-is.js';

const PAGE = 50;

/** Who changed what of an agent's configuration, and how it stood. Whoever looks is written down. */
@ApiController('/agents/:agent/history', 'History')
export class HistoryController {
  constructor(@Inject(API) private readonly api: Api) {}

  @Get()
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Changes of the configuration, newest first: one entry for each save.' })
  async page(@Param() { agent }: AgentPath, @Query() query: HistoryPageQuery, @Who() who: Person): Promise<HistoryPage> {
    await this.reading(agent, who);
    const { before, limit = PAGE, ...filter } = query;
    const found = this.api.history.find(agent, { ...filter, ...(before !== undefined && { before: Number(before) }), limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      entries: await Promise.all(page.map(({ entry }) => entryShown(entry, this.api))),
      ...(found.length > limit && last && { next: String(last.n) }),
    };
  }

  @Get('entries/:entry')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'One entry, by the id that links to it.' })
  async entry(@Param() { agent, entry }: EntryPath, @Who() who: Person): Promise<HistoryEntry> {
    await this.reading(agent, who);
    const found = this.api.history.entry(entry);
    if (found?.agent !== agent) throw ProblemException.of('NoSuchEntry');
    return entryShown(found.entry, this.api);
  }

  @Get('at')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Both configurations and the agent as they stood at an instant.' })
  async at(@Param() { agent }: AgentPath, @Query() { at }: InstantQuery, @Who() who: Person): Promise<ConfigurationAt> {
    await this.reading(agent, who);
    return configurationAt(agent, at ?? this.api.clock.now(), this.api);
  }

  @Get('marks')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'Where something changed, for a slider; and the entries before and after an instant.' })
  async marks(@Param() { agent }: AgentPath, @Query() { at }: InstantQuery, @Who() who: Person): Promise<HistoryMarks> {
    await this.reading(agent, who);
    return marksOf(agent, at ?? this.api.clock.now(), this.api);
  }

  @Get('compare')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'The same at two instants, field by field.' })
  async compare(@Param() { agent }: AgentPath, @Query() query: CompareQuery, @Who() who: Person): Promise<Comparison> {
    await this.reading(agent, who);
    const { subject, one, other = this.api.clock.now() } = query;
    return comparison(agent, [{ subject, at: one }, { subject, at: other }], this.api);
  }

  @Get('beside')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'The published configuration beside the draft one at an instant, field by field.' })
  async beside(@Param() { agent }: AgentPath, @Query() query: InstantQuery, @Who() who: Person): Promise<Comparison> {
    await this.reading(agent, who);
    const at = query.at ?? this.api.clock.now();
    return comparison(agent, [{ subject: 'published', at }, { subject: 'draft', at }], this.api);
  }

  @Get('export')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'The complete history of the agent, ending with signed heads.' })
  export(@Param() { agent }: AgentPath, @Query() { format }: ExportQuery, @Who() who: Person): Promise<StreamableFile> {
    this.refuseUnknown(agent);
    return exportFile({ agent, format: format ?? 'jsonl', reader: readerOf(who) }, this.api);
  }

  private refuseUnknown(agent: string): void {
    if (!this.api.directory.agent(agent)) throw ProblemException.ofReason('NotRegistered');
  }

  private async reading(agent: string, who: Person): Promise<void> {
    this.refuseUnknown(agent);
    await this.api.reads.note(readerOf(who), { type: 'HistoryRead', data: { agent } });
  }
}
