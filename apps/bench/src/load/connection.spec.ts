import { describe, expect, it } from '@jest/globals';
import { wholeAnswer } from './connection.js';

const answer = (text: string) => wholeAnswer(Buffer.from(text));

describe('an answer of a receiver', () => {
  it.each<[string, string, number | undefined]>([
    ['is not there before its head is', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n', undefined],
    ['is there with its head where it has no body', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 200],
    ['waits for the rest of its body', 'HTTP/1.1 401 Unauthorized\r\ncontent-length: 7\r\n\r\nrefu', undefined],
    ['is there with the last byte of its body', 'HTTP/1.1 401 Unauthorized\r\ncontent-length: 7\r\n\r\nrefused', 401],
    ['waits for the last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', undefined],
    ['is there with the last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', 200],
    ['needs no body at all', 'HTTP/1.1 204 No Content\r\n\r\n', 204],
  ])('%s', (_what, text, status) => {
    expect(answer(text)).toBe(status);
  });
});
