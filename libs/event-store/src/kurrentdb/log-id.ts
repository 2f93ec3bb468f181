import { randomUUID } from 'node:crypto';
import type { Connection } from './connection.js';
import { ownPrefix } from './names.js';
import { failureOf } from './problems.js';
import type { Reader } from './reader.js';

const stream = `${ownPrefix}log`;

/** Which log this is: whoever keeps positions of it can tell that they are another's. Made by whoever opens it first. */
export async function obtainLogId(connection: Connection, reader: Reader): Promise<string> {
  const begun = connection.lib.jsonEvent({ id: randomUUID(), type: 'LogBegun', data: { log: randomUUID() } });
  for (;;) {
    const found = await reader.stream(stream, { from: 'start', limit: 1, direction: 'forwards' });
    const log = (found === 'absent' ? undefined : found[0]?.data) as { log?: unknown } | undefined;
    if (typeof log?.log === 'string') return log.log;
    try {
      await connection.write(stream, (client, name) => client.appendToStream(name, begun, { streamState: 'no_stream' }));
    } catch (error) {
      if (failureOf(error) !== 'wrong-version') throw error;
    }
  }
}
