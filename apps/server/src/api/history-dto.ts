import { configurationSubjects, type ConfigurationSubject } from '@tandem/domain';
import { Type } from 'class-transformer';
import { AgentPath, Order, SettingsBody, VersionPath } from './dto.js';
import { FlagField, PartField, TextField, WholeField, WordField } from './fields.js';

const eventId = /^[\w.:/-]{1,200}$/;

export class EntryPath extends AgentPath {
  @TextField({ about: 'Id of the entry.', matches: eventId, max: 200 })
  readonly entry!: string;
}

export class RevisionPath extends VersionPath {
  @Type(() => Number)
  @WholeField({ about: 'Revision of the configuration, as asks and ends name it.', min: 1 })
  readonly revision!: number;
}

/** Query of a page of the history. */
export class HistoryPageQuery {
  @WordField(configurationSubjects, { about: 'Changes of one configuration, or of the agent itself.', optional: true })
  readonly subject?: ConfigurationSubject;

  @TextField({ about: 'Path of a field or its beginning, e.g. `settings.texts`.', matches: /^[A-Za-z][\w.-]*$/, max: 200, optional: true })
  readonly field?: string;

  @TextField({ about: 'Id of who did it.', matches: /^[A-Za-z0-9][\w-]{0,99}$/, max: 100, optional: true })
  readonly actor?: string;

  @TextField({ about: 'Type of the event, e.g. `SessionSettingsChanged`.', matches: /^[A-Z][A-Za-z]+$/, max: 100, optional: true })
  readonly action?: string;

  @Type(() => Number)
  @WholeField({ about: 'Not before, in milliseconds since 1970.', optional: true })
  readonly from?: number;

  @Type(() => Number)
  @WholeField({ about: 'Before, in milliseconds since 1970.', optional: true })
  readonly to?: number;

  @TextField({ about: 'Occurs in an old or new value, or in the reason.', min: 1, max: 200, optional: true })
  readonly text?: string;

  @TextField({ about: '`next` of the page before.', matches: /^\d{1,15}$/, max: 15, optional: true })
  readonly before?: string;

  @Type(() => Number)
  @WholeField({ about: 'Entries of a page; 50 when left out.', min: 1, max: 200, optional: true })
  readonly limit?: number;
}

export class InstantQuery {
  @Type(() => Number)
  @WholeField({ about: 'Instant, in milliseconds since 1970; now when left out.', optional: true })
  readonly at?: number;
}

export class CompareQuery {
  @WordField(configurationSubjects, { about: 'What is compared.' })
  readonly subject!: ConfigurationSubject;

  @Type(() => Number)
  @WholeField({ about: 'One instant, in milliseconds since 1970.' })
  readonly one!: number;

  @Type(() => Number)
  @WholeField({ about: 'The other; now when left out.', optional: true })
  readonly other?: number;
}

export class ExportQuery {
  @WordField(['jsonl', 'csv'], { about: 'JSON Lines, which can be verified, or a table to read; `jsonl` when left out.', optional: true })
  readonly format?: 'jsonl' | 'csv';
}

/** Without `confirm` nothing is written. */
export class CopyBody extends Order {
  @FlagField({ about: 'Save it; left out: only say what would change.', optional: true })
  readonly confirm?: boolean;
}

export class RestoreBody extends CopyBody {
  @WholeField({ about: 'The instant whose state is to come back, in milliseconds since 1970.' })
  readonly at!: number;
}

export class WhatIfBody {
  @WholeField({ about: 'Beginning of the period, in milliseconds since 1970.' })
  readonly from!: number;

  @WholeField({ about: 'Its end; what happens then is no part of it.' })
  readonly to!: number;

  @PartField(() => SettingsBody, { about: 'The settings that there might have been.' })
  readonly settings!: SettingsBody;
}

export class UnmaskBody {
  @TextField({ about: 'Why it must be seen; stands in the record for ever.', matches: /\S/, invalid: 'Missing', max: 500 })
  readonly reason!: string;
}

export class ReadsQuery {
  @TextField({ about: '`next` of the page before.', matches: /^\d{1,15}$/, max: 15, optional: true })
  readonly before?: string;

  @Type(() => Number)
  @WholeField({ about: 'Reads of a page; 50 when left out.', min: 1, max: 200, optional: true })
  readonly limit?: number;
}
