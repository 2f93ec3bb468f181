import { describe, expect, it } from '@jest/globals';
import { en } from '../words/en.js';
import { id } from '../words/id.js';
import { askOf, silenceWords } from './silence-words.js';

const entries = (more: Readonly<Record<string, string | boolean>> = {}) => ({
  'settings.askUserToEndSession': true, 'settings.delayBeforeAskSeconds': '300', 'settings.delayBeforeEndSeconds': '600', 'settings.texts.en.ask': ' More? ',
  'settings.texts.en.goOn': 'Yes', 'settings.texts.en.end': '', ...more,
});

describe('what the settings mean', () => {
  it('is said with the durations that are entered', () => {
    expect(silenceWords(entries(), en)).toEqual([
      'Tandem asks after 5 min of silence, and ends the session 10 min later if nobody answers.', 'A session that stays silent is over after 15 min.', 'Nothing is said at the end.',
    ]);
  });

  it('without a question says when the session ends, and that there is a closing text', () => {
    expect(silenceWords(entries({ 'settings.askUserToEndSession': false, 'settings.delayBeforeEndSeconds': '45', 'settings.texts.id.closing': 'Sampai jumpa' }), en))
      .toEqual(['Tandem ends the session after 45 s of silence, without asking.', 'The closing text is sent at the end.']);
  });

  it('names the 24 hours where a message would come too late', () => {
    expect(silenceWords(entries({ 'settings.delayBeforeAskSeconds': '90000' }), en)).toEqual([`${en.silence.window} ${en.silence.tooLate}`]);
  });

  it('says nothing of what is no number yet', () => expect(silenceWords(entries({ 'settings.delayBeforeAskSeconds': '' }), en)).toEqual([]));

  it('speaks the language of the interface', () => expect(silenceWords(entries(), id)[0]).toContain('5 mnt'));
});

it('shows of the question what is entered, and of its buttons those that have a title', () => {
  expect(askOf(entries(), 'en')).toEqual({ question: 'More?', buttons: ['Yes'] });
});
