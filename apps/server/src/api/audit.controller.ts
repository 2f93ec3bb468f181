import { Get, Header, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { AuditKey, AuditRead, AuditReadPage } from '@tandem/wire';
import { agentOf, type ReadEvent } from '@tandem/domain';
import { keyIdOf } from '../audit/notary.js';
import { verifierPage } from '../audit/verifier-page.js';
import type { KeptRead } from '../history/history.js';
import { Allows, Who, everyRole } from './access.js';
import { API, type Api } from './api.js';
import { exportFile } from './export-file.js';
import { readerOf } from './history-answers.js';
import { ExportQuery, ReadsQuery } from './history-dto.js';
import { ApiController } from './route.js';
import type { Person } from './who-is.js';

const PAGE = 50;

/** The page carries its script and asks nobody anything. */
const ownScriptOnly = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What is there for auditors beside the history of an agent. */
@ApiController('/audit', 'Audit')
export class AuditController {
  constructor(@Inject(API) private readonly api: Api) {}

  @Get('reads')
  @Allows('owner', 'auditor')
  @ApiOperation({ summary: 'Who has read, exported or unmasked what, newest first.' })
  async reads(@Query() { before, limit = PAGE }: ReadsQuery): Promise<AuditReadPage> {
    const found = this.api.history.reads({ before: before === undefined ? Number.MAX_SAFE_INTEGER : Number(before), limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      reads: await Promise.all(page.map((read) => this.shown(read))),
      ...(found.length > limit && last && { next: String(last.position) }),
    };
  }

  @Get('key')
  @Allows(...everyRole)
  @ApiOperation({ summary: 'The public key of signed heads, to be noted outside of this installation.' })
  async key(): Promise<AuditKey> {
    const publicKey = await this.api.signer.publicKey();
    return { key: keyIdOf(publicKey), publicKey };
  }

  @Get('export')
  @Allows('owner', 'auditor')
  @ApiOperation({ summary: 'The complete history of all agents, ending with signed heads.' })
  export(@Query() { format }: ExportQuery, @Who() who: Person): Promise<StreamableFile> {
    return exportFile({ format: format ?? 'jsonl', reader: readerOf(who) }, this.api);
  }

  @Get('verifier.html')
  @Allows(...everyRole)
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', ownScriptOnly)
  @ApiOperation({ summary: 'A page that verifies exports; it may be saved and needs no server.' })
  verifier(): string {
    return verifierPage();
  }

  private async shown({ at, reader, reason, event }: KeptRead): Promise<AuditRead> {
    const name = await this.api.people.nameOf(reader);
    return { at, who: { id: reader, name }, ...aboutOf(event), ...(reason !== undefined && { reason }) };
  }
}

const aboutOf = ({ type, data }: ReadEvent): Pick<AuditRead, 'what' | 'agent' | 'conversation'> => {
  switch (type) {
    case 'HistoryRead':
      return { what: 'history', agent: data.agent };
    case 'HistoryExported':
      return { what: 'export', ...(data.agent !== undefined && { agent: data.agent }) };
    case 'ConversationUnmasked':
      return { what: 'unmask', conversation: data.conversation };
    case 'WhatIfAsked':
      return { what: 'what-if', agent: agentOf(data.channel) };
  }
};
