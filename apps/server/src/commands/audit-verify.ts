// npm run audit:verify -- FILE [--key PUBLICKEY] [--against LATER]: whether an export of the history is as it was signed.
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { verifyExport, type ExportMisfit, type ExportVerified } from '../audit/verify-export.js';

const usage = 'use: npm run --silent audit:verify -- FILE [--key PUBLICKEY] [--against LATER]';

/** npm starts commands in the project's folder and names the caller's here. */
const callersFolder = process.env.INIT_CWD ?? process.cwd();

const linesOf = (file: string) => createInterface({ input: createReadStream(resolve(callersFolder, file), 'utf8'), crlfDelay: Infinity });

const headsOf = async (file: string | undefined): Promise<readonly string[]> => {
  const heads: string[] = [];
  if (file !== undefined) for await (const line of linesOf(file)) if (line.startsWith('{"heads"')) heads.push(line);
  return heads;
};

const placeOf = ({ line, stream, version, id, at }: ExportMisfit): string =>
  [
    `line ${line}`, ...(stream === undefined ? [] : [`${stream} entry ${version}`]), ...(id === undefined ? [] : [`id ${id}`]),
    ...(at === undefined ? [] : [new Date(at).toISOString()]),
  ].join(', ');

/** The verdict, line by line; the first misfit is named, the others are counted. */
export const report = ({ misfits, agent, events, streams, keys, signedAt }: ExportVerified, isTrusted: boolean): string => {
  const [first] = misfits;
  const verdict = first ? `NOT WHOLE: ${first.why} at ${placeOf(first)}` : 'WHOLE';
  return [
    verdict, ...(misfits.length > 1 ? [`${misfits.length} misfits in all`] : []),
    `${events} entries of ${streams} streams, ${agent === undefined ? 'all agents' : `agent ${agent}`}`,
    `newest signature: ${signedAt === undefined ? 'none' : new Date(signedAt).toISOString()}`,
    ...keys.map((key) => `signed with: ${key}`),
    ...(isTrusted ? [] : ['no --key was given: compare the key with the one that you have noted']), '',
  ].join('\n');
};

const main = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({ args: [...args], options: { key: { type: 'string' }, against: { type: 'string' } }, allowPositionals: true });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new Error('name one file');
  const trusted = values.key === undefined ? undefined : [values.key];
  const verified = await verifyExport(linesOf(file), { trusted, others: await headsOf(values.against) });
  process.stdout.write(report(verified, trusted !== undefined));
  return verified.misfits.length === 0 ? 0 : 1;
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`audit:verify: ${(error as Error).message}; ${usage}\n`);
    process.exitCode = 2;
  }
}
