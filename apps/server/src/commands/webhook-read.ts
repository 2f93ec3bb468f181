// npm run --silent webhook:read -- PROTOCOL FILE...: what Tandem makes of bodies that a provider sent, one JSON line per file.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InboundItem, Protocol } from '@tandem/domain';
import { protocols } from '@tandem/protocols';
import { webhookLine } from './webhook-line.js';

/** npm starts commands in the project's folder and names the caller's here. */
const callersFolder = process.env.INIT_CWD ?? process.cwd();

const readingProblems: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'a folder, not a file',
  EACCES: 'not allowed to read it',
};

const unreadable = (reason: string): readonly InboundItem[] => [{ kind: 'unreadable', reason }];

const readFile = (file: string): Uint8Array | { problem: string } => {
  try {
    return readFileSync(resolve(callersFolder, file));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { problem: readingProblems[code] ?? `cannot be read (${code})` };
  }
};

const itemsOf = (protocol: Protocol, file: string): readonly InboundItem[] => {
  const body = readFile(file);
  if ('problem' in body) return unreadable(body.problem);
  return body.length === 0 ? unreadable('empty') : protocol.parse(body);
};

const line = (protocol: Protocol, file: string): string => {
  try {
    return webhookLine(file, itemsOf(protocol, file));
  } catch {
    return webhookLine(file, unreadable('Tandem cannot read this body'));
  }
};

/** Writes the lines one after the other, waiting where the reader of our output is slower than we are. */
const main = async ([name, ...files]: readonly string[]): Promise<number> => {
  const protocol = protocols.find((candidate) => candidate.name === name);
  if (!protocol) {
    const names = protocols.map((candidate) => candidate.name).join(', ');
    const what = name === undefined ? 'no protocol was named' : `unknown protocol ${JSON.stringify(name)}`;
    process.stderr.write(`webhook:read: ${what}; use: npm run --silent webhook:read -- PROTOCOL FILE... (PROTOCOL: ${names})\n`);
    return 2;
  }
  for (const file of files) {
    if (!process.stdout.write(`${line(protocol, file)}\n`)) await new Promise((ready) => process.stdout.once('drain', ready));
  }
  return 0;
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // whoever reads us may stop early (`| head`)
  process.stdout.on('error', () => process.exit(0));
  process.exitCode = await main(process.argv.slice(2));
}
