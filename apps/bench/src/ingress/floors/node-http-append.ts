// A floor: node:http, the signature, and the body on disk before the answer. What came while the disk was busy goes together.
import { closeSync, fdatasync, mkdtempSync, openSync, rmSync, write } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isGenuine, listening, readBody, signatureHeader } from './verify.js';

const folder = mkdtempSync(join(tmpdir(), 'tandem-floor-'));
const file = openSync(join(folder, 'log'), 'a');
let queue: { readonly body: Buffer; readonly done: () => void }[] = [];
let busy = false;

const flush = (): void => {
  if (busy || queue.length === 0) return;
  const batch = queue;
  queue = [];
  busy = true;
  write(file, Buffer.concat(batch.map(({ body }) => body)), (written) => {
    if (written) throw written;
    fdatasync(file, (synced) => {
      if (synced) throw synced;
      busy = false;
      for (const { done } of batch) done();
      flush();
    });
  });
};

const server = createServer((request, response) => {
  const answer = (status: number): void => void response.writeHead(status, { 'content-length': 0 }).end();
  readBody(request, (body) => {
    if (!isGenuine(body, request.headers[signatureHeader])) return answer(401);
    queue.push({ body, done: () => answer(200) });
    setImmediate(flush);
  });
});
server.listen(0, '127.0.0.1', () => listening((server.address() as AddressInfo).port));
process.once('SIGTERM', () => {
  closeSync(file);
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
