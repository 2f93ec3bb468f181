import { describe, expect, it } from '@jest/globals';
import { runtimeEntriesOf, runtimeEntryProblems, saveRuntimeOf } from './runtime-entries.js';

const http = { kind: 'http', url: 'https://agent.example.com/turns' } as const;
const openai = { kind: 'openai', baseUrl: 'https://models.example.com/v1', model: 'small', systemPrompt: '', historyLimit: 20 } as const;

describe('the form of a runtime', () => {
  it('shows what is saved, and sends the same again without its secret', () => {
    expect(saveRuntimeOf(runtimeEntriesOf(http))).toEqual(http);
    expect(saveRuntimeOf(runtimeEntriesOf(openai))).toEqual(openai);
    expect(saveRuntimeOf(runtimeEntriesOf(undefined))).toEqual({ kind: 'demo' });
  });

  it('sends nothing that belongs to another kind', () => {
    const entries = { ...runtimeEntriesOf(http), model: 'left over', secret: ' whsec_abc ' };
    expect(saveRuntimeOf(entries)).toEqual({ ...http, secret: 'whsec_abc' });
  });

  it('is judged by the rules of the server; a secret is missing only where none is saved', () => {
    const entries = { ...runtimeEntriesOf(openai), baseUrl: 'ftp://x', historyLimit: '' };
    expect(runtimeEntryProblems(entries, openai)).toEqual([{ field: 'baseUrl', problem: 'NotAnAddress' }, { field: 'historyLimit', problem: 'NotAWholeNumber' }]);
    expect(runtimeEntryProblems(runtimeEntriesOf(http), http)).toEqual([]);
    expect(runtimeEntryProblems(runtimeEntriesOf(http), openai)).toEqual([{ field: 'secret', problem: 'Missing' }]);
  });
});
