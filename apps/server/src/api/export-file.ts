import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { agentStream, channelKey, channelStream } from '@tandem/domain';
import { csvLines } from '../audit/export-csv.js';
import { jsonLines, type ExportScope } from '../audit/export-lines.js';
import type { Reader } from '../audit/reads.js';
import type { Api } from './api.js';

interface Exporting {
  /** Left out: all agents. */
  readonly agent?: string;
  readonly format: 'jsonl' | 'csv';
  readonly reader: Reader;
}

const kinds = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const;

/** The history as a file, made while it is sent. That it was taken is written down, and signed, before its first line. */
export const exportFile = async ({ agent, format, reader }: Exporting, api: Api): Promise<StreamableFile> => {
  await api.reads.note(reader, { type: 'HistoryExported', data: { ...(agent !== undefined && { agent }), format } });
  const { broken } = await api.signer.sign();
  const agents = agent === undefined ? api.directory.agents().map(({ id }) => id).sort() : [agent];
  const scope: ExportScope = { ...(agent !== undefined && { agent }), agents, streams: streamsOf(agents, api) };
  for (const stream of broken) api.log.error('HeadsBroken', { stream });
  const lines = format === 'csv' ? csvLines(scope, api) : jsonLines(scope, api);
  const name = `tandem-history-${agent ?? 'all'}-${new Date(api.clock.now()).toISOString().slice(0, 10)}.${format}`;
  return new StreamableFile(Readable.from(lines), { type: kinds[format], disposition: `attachment; filename="${name}"` });
};

const streamsOf = (agents: readonly string[], { directory }: Pick<Api, 'directory'>): readonly string[] =>
  agents.flatMap((agent) => [
    agentStream(agent),
    ...(['draft', 'published'] as const).map((version) => channelKey(agent, version)).filter((key) => directory.byKey(key)).map(channelStream),
  ]);
