// A floor: nothing but node:http and the signature.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isGenuine, listening, readBody, signatureHeader } from './verify.js';

const server = createServer((request, response) => {
  readBody(request, (body) => {
    response.writeHead(isGenuine(body, request.headers[signatureHeader]) ? 200 : 401, { 'content-length': 0 });
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => listening((server.address() as AddressInfo).port));
