const ACCOUNT = 'about the account';
const NUMBER = 'about the number';
const ECHO = 'sent by the business itself';
const GROUP = 'about a group';
const CALL = 'about a call';

/** Nothing was in a place where something could have been. */
export const NOTHING = 'nothing in it';

/** Why what comes as this field, or under this key, is not for the agent. */
const reasons = new Map<string, string>([
  ['account_alerts', ACCOUNT],
  ['account_review_update', ACCOUNT],
  ['account_settings_update', ACCOUNT],
  ['account_update', ACCOUNT],
  ['automatic_events', 'a conversion that Meta noticed'],
  ['business_capability_update', ACCOUNT],
  ['business_status_update', ACCOUNT],
  ['business_username_update', ACCOUNT],
  ['business_username_updates', ACCOUNT],
  ['calls', CALL],
  ['consumer_profile', 'about a customer\'s profile'],
  ['errors', 'an error that names no message'],
  ['flows', ACCOUNT],
  ['group_lifecycle_update', GROUP],
  ['group_participants_update', GROUP],
  ['group_settings_update', GROUP],
  ['group_status_update', GROUP],
  ['groups', GROUP],
  ['history', 'from before the number was connected'],
  ['message_echoes', ECHO],
  ['message_template_components_update', ACCOUNT],
  ['message_template_quality_update', ACCOUNT],
  ['message_template_status_update', ACCOUNT],
  ['messaging_handovers', 'the conversation went from one responder to another'],
  ['partner_solutions', ACCOUNT],
  ['payment_configuration_update', ACCOUNT],
  ['phone_number_name_update', NUMBER],
  ['phone_number_quality_update', NUMBER],
  ['security', ACCOUNT],
  ['smb_app_state_sync', 'from the address book of the business'],
  ['smb_message_echoes', ECHO],
  ['standby', 'another responder has the conversation'],
  ['state_sync', 'from the address book of the business'],
  ['template_category_update', ACCOUNT],
  ['template_correct_category_detection', ACCOUNT],
  ['tracking_events', 'about an advertisement'],
  ['user_id_update', 'a customer\'s id has changed'],
  ['user_preferences', 'what a customer wants of marketing messages'],
]);

export const reasonFor = (field: string): string => reasons.get(field) ?? 'a field that Tandem does not know';

/** Types of `messages[]` that no agent can answer, and why. */
const silentTypes = new Map<string, string>([
  ['system', 'a customer\'s number or id has changed'],
  ['unsupported', 'WhatsApp hands on nothing of this message'],
  ['unknown', 'WhatsApp hands on nothing of this message'],
  ['edit', 'an earlier message was edited'],
  ['revoke', 'an earlier message was taken back'],
]);

export const silentTypeReason = (type: string): string | undefined => silentTypes.get(type);
