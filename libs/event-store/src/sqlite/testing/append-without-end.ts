// A process that appends until it is killed, and prints the id of every event once it was acknowledged.
import { openSqliteStore } from '../store.js';

process.stdin.on('end', () => process.exit()).resume(); // the test is gone
const [, , file = '', run = ''] = process.argv;
const store = openSqliteStore({ file });

async function appendTo(stream: string): Promise<never> {
  let { version } = await store.read(stream);
  for (;;) {
    const id = `${run}/${stream}/${version + 1}`;
    const answer = await store.append(stream, [{ id, type: 'MessageReceived', data: { text: 'x'.repeat(300) }, meta: { v: 1, at: 1 } }], version);
    if (answer.kind === 'conflict') throw new Error(`a conflict in ${stream}`);
    process.stdout.write(`${id}\n`);
    version = answer.version;
  }
}

await Promise.all(Array.from({ length: 8 }, (_, i) => appendTo(`conversation-a.draft.${i}`)));
