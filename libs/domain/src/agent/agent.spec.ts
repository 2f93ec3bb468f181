import { describe, expect, it } from '@jest/globals';
import { sealed } from '../testing/channel-builders.js';
import { givenFor } from '../testing/given.js';
import type { AgentEvent } from './agent.js';
import { agentDecider, MAX_AGENT_NAME } from './decide-agent.js';
import type { RuntimeConfig } from './runtime-config.js';
import { runtimeProblems } from './runtime-problems.js';

const given = givenFor(agentDecider);
const now = 1_000;

const registered: AgentEvent = { type: 'AgentRegistered', data: { name: 'Sari' } };
const archived: AgentEvent = { type: 'AgentArchived', data: {} };
const demo: RuntimeConfig = { kind: 'demo' };
const http: RuntimeConfig = { kind: 'http', url: 'https://agent.example.com/turn', secret: sealed('s') };
const connected = (version: 'published' | 'draft', runtime: RuntimeConfig): AgentEvent => ({
  type: 'RuntimeConnected',
  data: { version, runtime },
});

describe('registering an agent', () => {
  it('gives it its name, without blanks around it', () =>
    given().when({ type: 'RegisterAgent', name: '  Sari ', now }).thenAccepted([registered]));

  it('refuses a name of blanks', () => given().when({ type: 'RegisterAgent', name: ' \t', now }).thenRejected('NameMissing'));

  it('counts the characters of a name, not its bytes', () => {
    given().when({ type: 'RegisterAgent', name: '😀'.repeat(MAX_AGENT_NAME + 1), now }).thenRejected('NameTooLong');
    const name = '😀'.repeat(MAX_AGENT_NAME);
    given().when({ type: 'RegisterAgent', name, now }).thenAccepted([{ type: 'AgentRegistered', data: { name } }]);
  });

  it('happens once', () => {
    given(registered).when({ type: 'RegisterAgent', name: 'Sari', now }).thenRejected('AlreadyRegistered');
    given(registered, archived).when({ type: 'RegisterAgent', name: 'Sari', now }).thenRejected('AlreadyRegistered');
  });
});

describe('renaming an agent', () => {
  it('gives it another name', () =>
    given(registered).when({ type: 'RenameAgent', name: 'Dewi', now }).thenAccepted([{ type: 'AgentRenamed', data: { name: 'Dewi' } }]));

  it('is nothing when the name stays', () =>
    given(registered).when({ type: 'RenameAgent', name: ' Sari ', now }).thenIgnored('NothingChanged'));

  it('refuses an empty name', () => given(registered).when({ type: 'RenameAgent', name: '', now }).thenRejected('NameMissing'));

  it('needs an agent that is there', () => {
    given().when({ type: 'RenameAgent', name: 'Dewi', now }).thenRejected('NotRegistered');
    given(registered, archived).when({ type: 'RenameAgent', name: 'Dewi', now }).thenRejected('AgentIsArchived');
  });
});

describe('connecting a runtime', () => {
  it('concerns one version only', () => {
    const { state } = given(registered, connected('published', demo)).when({ type: 'ConnectRuntime', version: 'draft', runtime: http, now });
    expect(state).toEqual({ status: 'active', name: 'Sari', runtimes: { published: demo, draft: http } });
  });

  it('is nothing when it is the one already', () =>
    given(registered, connected('draft', http))
      .when({ type: 'ConnectRuntime', version: 'draft', runtime: { ...http }, now })
      .thenIgnored('NothingChanged'));

  it('refuses a runtime that the form refuses', () =>
    given(registered)
      .when({ type: 'ConnectRuntime', version: 'draft', runtime: { ...http, url: 'ftp://agent' }, now })
      .thenRejected('RuntimeRefused'));

  it('needs an agent that is there', () => {
    given().when({ type: 'ConnectRuntime', version: 'draft', runtime: demo, now }).thenRejected('NotRegistered');
    given(registered, archived).when({ type: 'ConnectRuntime', version: 'draft', runtime: demo, now }).thenRejected('AgentIsArchived');
  });

  it.each([
    ['https://a.example', []],
    ['http://127.0.0.1:7401/turn?x=1', []],
    ['', ['Missing']],
    ['a.example', ['NotAnAddress']],
    ['https://user:pass@a.example', ['NotAnAddress']],
    ['https://', ['NotAnAddress']],
    ['https://a.example/ turn', ['NotAnAddress']],
  ])('judges the address %j', (url, problems) =>
    expect(runtimeProblems({ ...http, url }).map(({ problem }) => problem)).toEqual(problems));

  it('names every field of an OpenAI-compatible endpoint that is wrong', () =>
    expect(runtimeProblems({
      kind: 'openai', baseUrl: 'x', model: ' ', systemPrompt: '', apiKey: sealed('k'), historyLimit: -1,
    })).toEqual([
      { field: 'baseUrl', problem: 'NotAnAddress' },
      { field: 'model', problem: 'Missing' },
      { field: 'historyLimit', problem: 'OutOfBounds' },
    ]));
});

describe('publishing', () => {
  it('makes the draft\'s runtime the published one as well', () => {
    const outcome = given(registered, connected('published', demo), connected('draft', http)).when({ type: 'PublishAgent', now });
    outcome.thenAccepted([{ type: 'AgentPublished', data: { runtime: http } }]);
    expect(outcome.state).toEqual({ status: 'active', name: 'Sari', runtimes: { published: http, draft: http } });
  });

  it('needs a draft runtime', () =>
    given(registered, connected('published', demo)).when({ type: 'PublishAgent', now }).thenRejected('NoDraftRuntime'));

  it('is nothing when both are alike', () =>
    given(registered, connected('published', http), connected('draft', http)).when({ type: 'PublishAgent', now }).thenIgnored('NothingChanged'));

  it('needs an agent that is there', () => {
    given().when({ type: 'PublishAgent', now }).thenRejected('NotRegistered');
    given(registered, archived).when({ type: 'PublishAgent', now }).thenRejected('AgentIsArchived');
  });
});

describe('archiving', () => {
  it('keeps the name for those who look back', () => {
    const outcome = given(registered).when({ type: 'ArchiveAgent', now });
    outcome.thenAccepted([archived]);
    expect(outcome.state).toEqual({ status: 'archived', name: 'Sari', runtimes: {} });
  });

  it('happens once', () => {
    given().when({ type: 'ArchiveAgent', now }).thenRejected('NotRegistered');
    given(registered, archived).when({ type: 'ArchiveAgent', now }).thenIgnored('AgentIsArchived');
  });
});

describe('a history that no rule would have made', () => {
  it('is folded all the same', () => {
    expect(given({ type: 'AgentRenamed', data: { name: 'x' } }, connected('draft', demo), archived).state).toEqual({ status: 'none' });
    expect(given(registered, { type: 'AgentRegistered', data: { name: 'other' } }).state).toMatchObject({ name: 'Sari' });
  });
});
