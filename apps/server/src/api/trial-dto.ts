import { AgentPath } from './dto.js';
import { FlagField, PartField, TextField, TextListField, WordField } from './fields.js';

/** A code that no country has, and ten digits: the phone belongs to nobody. */
const phone = /^999\d{10}$/;

export class TrialPath extends AgentPath {
  @TextField({ about: 'Number of the phone, chosen by whoever plays it: 999 and ten digits. Another number is another user.', matches: phone, max: 13 })
  readonly phone!: string;
}

export class TrialChoiceBody {
  @WordField(['button', 'list'], { about: 'What was pressed.' })
  readonly kind!: 'button' | 'list';

  @TextField({ about: 'Its id, as the phone was shown it.', min: 1, max: 300 })
  readonly id!: string;

  @TextField({ about: 'Its title.', min: 1, max: 100 })
  readonly title!: string;
}

/** Either words or a choice. */
export class TrialMessageBody {
  @TextField({ about: 'What the user says.', matches: /\S/, invalid: 'Missing', max: 4_096, optional: true })
  readonly text?: string;

  @PartField(() => TrialChoiceBody, { about: 'The button or row that the user presses.', optional: true })
  readonly choice?: TrialChoiceBody;

  @FlagField({ about: 'Whether the trial\'s delays are short ones, from the next silence on; else they are the draft\'s.' })
  readonly short!: boolean;
}

export class TrialSeenBody {
  @TextListField({ about: '`send` of the messages.', most: 100, max: 300 })
  readonly sends!: readonly string[];
}
