import { describe, expect, it } from '@jest/globals';
import { answeringAgent, channelKey, conversationStream, isTrial, partsOfConversation, trialChannel, versionOf } from './streams.js';

describe('the channel of an agent\'s trials', () => {
  it('is neither of its two configurations', () => {
    const trial = trialChannel('sari');
    expect(isTrial(trial)).toBe(true);
    for (const version of ['published', 'draft'] as const) {
      expect(trial).not.toBe(channelKey('sari', version));
      expect(isTrial(channelKey('sari', version))).toBe(false);
    }
  });

  it('is answered by the agent, in its draft version', () => {
    expect([answeringAgent(trialChannel('sari')), versionOf(trialChannel('sari'))]).toEqual(['sari', 'draft']);
    expect(answeringAgent(channelKey('sari', 'published'))).toBe('sari');
  });

  it('has conversations that are found by their name', () => {
    expect(partsOfConversation(conversationStream(trialChannel('sari'), 'c1'))).toEqual({ channel: trialChannel('sari'), customer: 'c1' });
  });
});
