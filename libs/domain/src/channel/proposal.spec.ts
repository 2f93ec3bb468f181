import { describe, expect, it } from '@jest/globals';
import { agentNeedsApproval, needsApproval } from '../agent/policy.js';
import type { Agent } from '../agent/agent.js';
import { channelConnected, credentialsSaved } from '../testing/channel-builders.js';
import { givenFor } from '../testing/given.js';
import type { ChannelEvent } from './channel-events.js';
import { channelDecider } from './decide-channel.js';
import type { ChangeStep } from './proposal.js';
import { defaultSessionSettings } from './session-settings.js';

const given = givenFor(channelDecider);
const now = 1_000;
const steps: readonly ChangeStep[] = [{ part: 'settings', settings: { ...defaultSessionSettings, delayBeforeAskSeconds: 60 } }];
const proposed: ChannelEvent = { type: 'ChangeProposed', data: { proposal: 'p1', by: 'sari', at: now, steps, reason: 'Too slow' } };
const connected = [channelConnected(), credentialsSaved()];

describe('a change that waits for a second person', () => {
  it('is proposed, and changes nothing yet', () => {
    const outcome = given(...connected).when({ type: 'ProposeChange', proposal: 'p1', by: 'sari', steps, reason: 'Too slow', now });
    outcome.thenAccepted([proposed]);
    expect(outcome.state).toMatchObject({ settings: defaultSessionSettings, revision: 2, proposal: { proposal: 'p1', by: 'sari' } });
  });

  it('is one at a time', () =>
    given(...connected, proposed).when({ type: 'ProposeChange', proposal: 'p2', by: 'budi', steps, now }).thenRejected('ProposalWaits'));

  it('is nothing without a step, and needs a connected channel', () => {
    given(...connected).when({ type: 'ProposeChange', proposal: 'p1', by: 'sari', steps: [], now }).thenIgnored('NothingChanged');
    given().when({ type: 'ProposeChange', proposal: 'p1', by: 'sari', steps, now }).thenRejected('NotConnected');
  });

  it('is approved by another person, whose approval names the proposer', () => {
    const outcome = given(...connected, proposed).when({ type: 'ApproveChange', proposal: 'p1', by: 'budi', now });
    outcome.thenAccepted([{ type: 'ChangeApproved', data: { proposal: 'p1', by: 'budi', proposedBy: 'sari' } }]);
    expect(outcome.state).not.toMatchObject({ proposal: { proposal: 'p1' } });
  });

  it('is not decided by who proposed it', () => {
    given(...connected, proposed).when({ type: 'ApproveChange', proposal: 'p1', by: 'sari', now }).thenRejected('OwnProposal');
    given(...connected, proposed).when({ type: 'RejectChange', proposal: 'p1', by: 'sari', now }).thenRejected('OwnProposal');
  });

  it('is rejected by another person, or withdrawn by who proposed it', () => {
    given(...connected, proposed).when({ type: 'RejectChange', proposal: 'p1', by: 'budi', now })
      .thenAccepted([{ type: 'ChangeRejected', data: { proposal: 'p1', by: 'budi' } }]);
    given(...connected, proposed).when({ type: 'WithdrawChange', proposal: 'p1', by: 'sari', now })
      .thenAccepted([{ type: 'ChangeWithdrawn', data: { proposal: 'p1', by: 'sari' } }]);
    given(...connected, proposed).when({ type: 'WithdrawChange', proposal: 'p1', by: 'budi', now }).thenRejected('NotYourProposal');
  });

  it('ends with the channel in one, where that was proposed', () => {
    const disconnects: ChannelEvent = { ...proposed, data: { ...proposed.data, steps: [{ part: 'disconnect' }] } };
    const order = { type: 'DisconnectChannel', now } as const;
    given(...connected, disconnects).when({ ...order, approved: { proposal: 'p1', by: 'budi' } })
      .thenAccepted([{ type: 'ChangeApproved', data: { proposal: 'p1', by: 'budi', proposedBy: 'sari' } }, { type: 'ChannelDisconnected', data: {} }]);
    given(...connected, disconnects).when({ ...order, approved: { proposal: 'p1', by: 'sari' } }).thenRejected('OwnProposal');
  });

  it('is gone with the channel, and another one is not meant', () => {
    given(...connected, proposed, { type: 'ChannelDisconnected', data: {} }).when({ type: 'ApproveChange', proposal: 'p1', by: 'budi', now }).thenRejected('NoSuchProposal');
    given(...connected, proposed).when({ type: 'ApproveChange', proposal: 'p0', by: 'budi', now }).thenRejected('NoSuchProposal');
    given(...connected, proposed).when({ type: 'WithdrawChange', proposal: 'p0', by: 'sari', now }).thenRejected('NoSuchProposal');
  });
});

describe('what waits for a second person', () => {
  const agent: Agent = { status: 'active', name: 'Sari', runtimes: {}, policy: { publishedNeedsReason: false, publishedNeedsApproval: true } };

  it('is what customers would meet, where the policy says so, whoever asks', () => {
    for (const command of ['SaveCredentials', 'ChangeSessionSettings', 'ChangeProtocol', 'ChangeNumber', 'RegenerateWebhookSecret', 'NoteEndpointRegistered', 'DisconnectChannel'] as const) {
      for (const means of ['cms', 'api', 'restore'] as const) expect(needsApproval(agent, { version: 'published', means }, command)).toBe(true);
      expect(needsApproval(agent, { version: 'draft', means: 'cms' }, command)).toBe(false);
      expect(needsApproval(agent, { version: 'published', means: 'system' }, command)).toBe(false);
      expect(needsApproval({ ...agent, policy: undefined }, { version: 'published', means: 'cms' }, command)).toBe(false);
    }
  });

  it('is nothing that cannot wait or that nobody meets: revoking a secret, going on after a pause, a number without credentials', () => {
    for (const command of ['RevokeSecret', 'ResumeSending', 'ConnectChannel'] as const) expect(needsApproval(agent, { version: 'published', means: 'cms' }, command)).toBe(false);
  });

  it('is what answers for the published version, and the rule itself, while a published number is connected', () => {
    const runtime = { kind: 'demo' } as const;
    const commands = [
      { type: 'ConnectRuntime', version: 'published', runtime, now }, { type: 'PublishAgent', now }, { type: 'ArchiveAgent', now },
      { type: 'ChangePolicy', policy: { publishedNeedsReason: false }, now },
    ] as const;
    for (const command of commands) {
      expect(agentNeedsApproval(agent, { means: 'cms', isPublishedConnected: true }, command)).toBe(true);
      expect(agentNeedsApproval(agent, { means: 'cms', isPublishedConnected: false }, command)).toBe(false);
      expect(agentNeedsApproval({ ...agent, policy: undefined }, { means: 'cms', isPublishedConnected: true }, command)).toBe(false);
    }
    expect(agentNeedsApproval(agent, { means: 'cms', isPublishedConnected: true }, { type: 'ConnectRuntime', version: 'draft', runtime, now })).toBe(false);
    expect(agentNeedsApproval(agent, { means: 'cms', isPublishedConnected: true }, { type: 'RenameAgent', name: 'Desk', now })).toBe(false);
  });
});
