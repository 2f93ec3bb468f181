import {
  languages, protocolNames, roles, runtimeKinds, unknownRepliesChoices, type AgentVersion, type Language, type ProtocolName, type Role,
  type RuntimeConfig,
  type SessionSettings, type SessionTexts, type UnknownReplies,
} from '@tandem/domain';
import { Type } from 'class-transformer';
import { PASSWORD_LENGTH } from '../operator/passwords.js';
import { FlagField, NumberField, PartField, TextField, TextListField, TextsField, WholeField, WordField } from './fields.js';

const versions = ['published', 'draft'] as const;
/** An id of ours. */
const id = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
/** Good enough to tell a slip from an address; only a letter that arrives proves one. */
const email = /^[^\s@]{1,64}@[^\s@]{1,190}$/;

const IdField = (about: string) => TextField({ about, matches: id, max: 100 });

export class OnePath {
  @IdField('Id of it.')
  readonly id!: string;
}

export class AgentPath {
  @IdField('Id of the agent.')
  readonly agent!: string;
}

export class VersionPath extends AgentPath {
  @WordField(versions, { about: 'Which of the agent\'s two versions.' })
  readonly version!: AgentVersion;
}

export class ParkedPath extends VersionPath {
  @TextField({ about: 'Id of the parked item.', matches: /^[\w.:/-]{1,200}$/, max: 200 })
  readonly parked!: string;
}

export class ConversationPath {
  @TextField(
    {
      about: 'Id of the conversation.', matches: /^[A-Za-z0-9][\w-]{0,99}(~try)?\.(published|draft)\.[\w-]{1,100}$/, max: 300,
    },
  )
  readonly id!: string;
}

/** A change without fields of its own. */
export class Order {
  @TextField({ about: 'Why, for the history.', max: 500, optional: true })
  readonly reason?: string;
}

export class PolicyBody extends Order {
  @FlagField({ about: 'Every change of the published version must come with a reason.' })
  readonly publishedNeedsReason!: boolean;

  @FlagField({ about: 'Every change of the published configuration waits for a second person. Left out: as it is.', optional: true })
  readonly publishedNeedsApproval?: boolean;
}

export class ProposalBody extends Order {
  @IdField('Id of the change that waits.')
  readonly proposal!: string;
}

export class SignInBody {
  @TextField({ about: 'Email address.', min: 1, max: 255 })
  readonly email!: string;

  @TextField({ about: 'Password.', min: 1, max: PASSWORD_LENGTH.most })
  readonly password!: string;
}

export class TakeInvitationBody {
  @TextField({ about: 'What stands in the one-time link behind `#`.', min: 1, max: 200 })
  readonly token!: string;

  @TextField({ about: 'Name as others are to see it.', matches: /\S/, invalid: 'Missing', max: 100 })
  readonly name!: string;

  @TextField({ about: 'Email address to sign in with.', matches: email, invalid: 'EmailNotValid', max: 255 })
  readonly email!: string;

  @TextField(
    {
      about: 'Password, 12 characters or more.', min: PASSWORD_LENGTH.least, short: 'PasswordTooShort',
      max: PASSWORD_LENGTH.most,
    },
  )
  readonly password!: string;
}

export class ChangePasswordBody {
  @TextField({ about: 'The password so far.', min: 1, max: PASSWORD_LENGTH.most })
  readonly current!: string;

  @TextField(
    {
      about: 'The new password, 12 characters or more.', min: PASSWORD_LENGTH.least, short: 'PasswordTooShort',
      max: PASSWORD_LENGTH.most,
    },
  )
  readonly password!: string;
}

export class ProfileBody {
  @TextField({ about: 'Name as others are to see it.', matches: /\S/, invalid: 'Missing', max: 100 })
  readonly name!: string;

  @TextField({ about: 'Email address to sign in with.', matches: email, invalid: 'EmailNotValid', max: 255 })
  readonly email!: string;

  @TextField(
    { about: 'The password, where the address is another one.', min: 1, max: PASSWORD_LENGTH.most, optional: true },
  )
  readonly current?: string;
}

export class ResetPasswordBody {
  @TextField({ about: 'What stands in the one-time link behind `#`.', min: 1, max: 200 })
  readonly token!: string;

  @TextField(
    {
      about: 'The new password, 12 characters or more.', min: PASSWORD_LENGTH.least, short: 'PasswordTooShort',
      max: PASSWORD_LENGTH.most,
    },
  )
  readonly password!: string;
}

export class SeatBody {
  @WordField(roles, { about: 'Owners do everything, contributors everything but people, auditors read.' })
  readonly role!: Role;

  @WholeField({ about: 'When the seat ends, in milliseconds since 1970. Left out: without an end.', optional: true })
  readonly until?: number;
}

export class NewTokenBody {
  @TextField({ about: 'What the token is for.', max: 200 })
  readonly name!: string;

  @WordField(roles, { about: 'What who has the token may do.' })
  readonly role!: Role;

  @WholeField({ about: 'When the token ends, in milliseconds since 1970; a year from now at most.' })
  readonly until!: number;
}

export class AgentBody {
  @TextField({ about: 'Name of the agent, up to 100 characters.', max: 1_000 })
  readonly name!: string;
}

class RuntimeFields extends Order {
  @TextField({ about: 'Address of an HTTP runtime.', max: 2_000, optional: true })
  readonly url?: string;

  @TextField(
    { about: 'Secret that signs turns (`whsec_…`); left out: the one that is saved.', max: 300, optional: true },
  )
  readonly secret?: string;

  @TextField({ about: 'Address of an OpenAI-compatible endpoint, with its version.', max: 2_000, optional: true })
  readonly baseUrl?: string;

  @TextField({ about: 'Name of the model.', max: 200, optional: true })
  readonly model?: string;

  @TextField({ about: 'What the model is told first.', max: 20_000, optional: true })
  readonly systemPrompt?: string;

  @TextField({ about: 'API key; left out: the one that is saved.', max: 500, optional: true })
  readonly apiKey?: string;

  @NumberField({ about: 'Lines of earlier conversation that the model is given.', optional: true })
  readonly historyLimit?: number;
}

export class RuntimeBody extends RuntimeFields {
  @WordField(runtimeKinds, { about: 'Which kind of runtime; the fields of the others are left out.' })
  readonly kind!: RuntimeConfig['kind'];
}

/** What is entered, or nothing to try what is saved. */
export class TrialBody extends RuntimeFields {
  @WordField(runtimeKinds, { about: 'Which kind of runtime; left out: the one that is saved.', optional: true })
  readonly kind?: RuntimeConfig['kind'];
}

export class ConnectBody extends Order {
  @WordField(protocolNames, { about: 'How the provider is spoken to.' })
  readonly protocol!: ProtocolName;

  @TextField({ about: 'WhatsApp number with its country code.', max: 100 })
  readonly number!: string;
}

export class ProtocolBody extends Order {
  @WordField(protocolNames, { about: 'How the provider is spoken to from now on.' })
  readonly protocol!: ProtocolName;
}

export class NumberBody extends Order {
  @TextField({ about: 'WhatsApp number with its country code.', max: 100 })
  readonly number!: string;
}

export class RevokeBody extends Order {
  @TextField({ about: 'Fingerprint of the old secret.', min: 1, max: 100 })
  readonly fingerprint!: string;
}

export class TextsBody implements SessionTexts {
  @TextField({ about: 'The question.', max: 20_000 })
  readonly ask!: string;

  @TextField({ about: 'Title of the button to go on.', max: 20_000 })
  readonly goOn!: string;

  @TextField({ about: 'Title of the button to end.', max: 20_000 })
  readonly end!: string;

  @TextField({ about: 'What is said at the end; empty = nothing.', max: 20_000 })
  readonly closing!: string;
}

export class AllTextsBody implements Readonly<Record<Language, SessionTexts>> {
  @PartField(() => TextsBody, { about: 'English.' })
  readonly en!: TextsBody;

  @PartField(() => TextsBody, { about: 'Indonesian.' })
  readonly id!: TextsBody;
}

export class SettingsBody implements SessionSettings {
  @FlagField({ about: 'Ask the user before the session is closed.' })
  readonly askUserToEndSession!: boolean;

  @NumberField({ about: 'Whole seconds of inactivity before the question.' })
  readonly delayBeforeAskSeconds!: number;

  @NumberField(
    { about: 'Whole seconds after the question, or, without one, of inactivity, before the session is closed.' },
  )
  readonly delayBeforeEndSeconds!: number;

  @WordField(languages, { about: 'Language of who has shown none.' })
  readonly defaultLanguage!: Language;

  @PartField(() => AllTextsBody, { about: 'What is said, by language.' })
  readonly texts!: AllTextsBody;

  @WordField(unknownRepliesChoices, {
    about: 'A reply of which nobody knows whether it arrived: send it again, or leave it to a person. Left out: as the installation says.',
    optional: true,
  })
  readonly unknownReplies?: UnknownReplies;
}

export class SaveChannelBody extends Order {
  @TextsField(
    { about: 'Values by name of the field; a secret that is left out or empty stays as it is.', optional: true },
  )
  readonly credentials?: Readonly<Record<string, string>>;

  @PartField(() => SettingsBody, { about: 'Session management; left out: as it is.', optional: true })
  readonly settings?: SettingsBody;
}

export class TemplateBody {
  @TextField({ about: 'The provider\'s name of it (Qontak: its id).', matches: /\S/, invalid: 'Missing', max: 512 })
  readonly name!: string;

  @TextField({ about: 'Its language, e.g. `en`, `id`, `en_US`.', matches: /^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/, max: 20 })
  readonly language!: string;

  @TextListField({ about: 'For the placeholders of its body, in their order.', most: 50, max: 1_024, optional: true })
  readonly parameters?: readonly string[];

  @TextField({ about: 'What it reads like, for people who look at the conversation.', max: 4_096, optional: true })
  readonly text?: string;
}

/** Either of the two. */
export class SpeakBody {
  @TextField({ about: 'What the customer is told.', matches: /\S/, invalid: 'Missing', max: 4_096, optional: true })
  readonly text?: string;

  @PartField(() => TemplateBody, { about: 'A message that the provider has approved beforehand; may be said outside the 24 hours.', optional: true })
  readonly template?: TemplateBody;
}

/** Query of the list of conversations. */
export class ConversationsQuery {
  @TextField({ about: 'Conversations of this agent.', matches: id, max: 100, optional: true })
  readonly agent?: string;

  @WordField(versions, { about: 'Conversations of this version.', optional: true })
  readonly version?: AgentVersion;

  @WordField(['active', 'held', 'ended'], { about: 'Conversations in this state.', optional: true })
  readonly status?: 'active' | 'held' | 'ended';

  @WordField(['true', 'false'], { about: 'Only those without an answer, or with a failed message.', optional: true })
  readonly attention?: 'true' | 'false';

  @Type(() => Number)
  @WholeField({ about: 'Last activity not before, in milliseconds since 1970.', optional: true })
  readonly from?: number;

  @Type(() => Number)
  @WholeField({ about: 'Last activity before, in milliseconds since 1970.', optional: true })
  readonly to?: number;

  @TextField(
    { about: 'Number of the user with its country code, or how it begins; not for auditors.', matches: /^[\s+().\/-]*\d[\d\s+().\/-]*$/, max: 40, optional: true },
  )
  readonly number?: string;

  @TextField(
    {
      about: 'Words, or how they begin, that were said in one message; not for auditors. What was said just now may be found a moment later.',
      matches: /[\p{L}\p{N}]/u, max: 200, optional: true,
    },
  )
  readonly text?: string;

  @TextField({ about: '`next` of the page before.', matches: /^\d{1,15}~[\w.-]{1,300}$/, max: 320, optional: true })
  readonly before?: string;

  @Type(() => Number)
  @WholeField({ about: 'Lines of a page; 50 when left out.', min: 1, max: 200, optional: true })
  readonly limit?: number;
}

/** Query of the receipts of a channel. */
export class ReceiptsQuery {
  @TextField({ about: '`next` of the page before.', matches: /^\d{1,15}$/, max: 15, optional: true })
  readonly before?: string;

  @Type(() => Number)
  @WholeField({ about: 'Receipts of a page; 50 when left out.', min: 1, max: 200, optional: true })
  readonly limit?: number;
}
