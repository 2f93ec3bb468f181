/** A number as people read it: `+62 812 3456 7890`. What is written with separators stays as it is. */
export const shownNumber = (number: string): string => {
  if (!/^\+?\d{7,15}$/.test(number)) return number;
  const digits = number.replace('+', '');
  const country = countryCodeOf(digits);
  const rest = digits.slice(country.length);
  return `+${country} ${groupsOf(rest).join(' ')}`;
};

/** Three digits first, then what is left in threes and fours: `812 3450 0001`, `202 555 0141`. */
const groupsOf = (digits: string): readonly string[] => {
  if (digits.length < 6) return [digits];
  const rest = digits.slice(3);
  const first = rest.length > 5 ? rest.length - 4 : 0;
  return [digits.slice(0, 3), ...(first > 0 ? (first > 4 ? groupsOf(rest.slice(0, first)) : [rest.slice(0, first)]) : []), rest.slice(first)];
};

/** Country codes of one and two digits (ITU-T E.164, list of assigned codes); all others have three. */
const countryCodeOf = (digits: string): string => {
  if (/^[17]/.test(digits)) return digits.slice(0, 1);
  return digits.slice(0, /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/.test(digits) ? 2 : 3);
};
