import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean, IsIn, IsInt, IsString, Matches, Max, MaxLength, Min, MinLength, ValidateBy, ValidateIf, ValidateNested,
} from 'class-validator';

interface Common {
  readonly about: string;
  /** May be left out; `null` is not the same. */
  readonly optional?: true;
}

/** Left out is fine; anything that is there is checked. (`IsOptional` lets `null` through.) */
const mayBeLeftOut = (
  optional: true | undefined,
): PropertyDecorator[] => (optional ? [ValidateIf((_dto, value) => value !== undefined)] : []);

const documented = ({ about, optional }: Common, more: object): PropertyDecorator => ApiProperty(
  { description: about, required: !optional, ...more },
);

/** Where no tighter limit holds, a text is at most so long. */
export const LONGEST_TEXT = 4_096;

interface TextRules {
  readonly min?: number;
  readonly max?: number;
  readonly matches?: RegExp;
  /** What a text that is too short, or does not match, is called. */
  readonly short?: string;
  readonly invalid?: string;
}

export const TextField = (
  { min, max = LONGEST_TEXT, matches, short = 'Missing', invalid = 'NotValid', ...common }: Common & TextRules,
): PropertyDecorator =>
  applyDecorators(
    documented(common, { type: String, minLength: min, maxLength: max, ...(matches && { pattern: matches.source }) }),
    ...mayBeLeftOut(common.optional),
    IsString({ message: 'NotText' }),
    MaxLength(max, { message: 'TooLong' }),
    ...(min === undefined ? [] : [MinLength(min, { message: short })]),
    ...(matches ? [Matches(matches, { message: invalid })] : []),
  );

/** Any number that JSON can carry; what it may be is the domain's to say. */
export const NumberField = (common: Common): PropertyDecorator =>
  applyDecorators(
    documented(common, { type: Number }),
    ...mayBeLeftOut(common.optional),
    ValidateBy(
      { name: 'isNumber', validator: { validate: (value) => typeof value === 'number' } }, { message: 'NotANumber' },
    ),
  );

export const WholeField = (
  { min = 0, max = Number.MAX_SAFE_INTEGER, ...common }: Common & { min?: number; max?: number },
): PropertyDecorator =>
  applyDecorators(
    documented(common, { type: 'integer', minimum: min, maximum: max }),
    ...mayBeLeftOut(common.optional),
    IsInt({ message: 'NotAWholeNumber' }),
    Min(min, { message: 'TooSmall' }),
    Max(max, { message: 'TooLarge' }),
  );

export const FlagField = (common: Common): PropertyDecorator =>
  applyDecorators(
    documented(common, { type: Boolean }), ...mayBeLeftOut(common.optional), IsBoolean({ message: 'NotYesOrNo' }),
  );

export const WordField = (words: readonly string[], common: Common): PropertyDecorator =>
  applyDecorators(
    documented(common, { type: String, enum: words }), ...mayBeLeftOut(common.optional),
    IsIn(words, { message: 'NotOneOf' }),
  );

const isPlainObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const PlainObject = (): PropertyDecorator =>
  ValidateBy({ name: 'isPlainObject', validator: { validate: isPlainObject } }, { message: 'NotAnObject' });

export const PartField = (part: () => new () => object, common: Common): PropertyDecorator =>
  applyDecorators(
    documented(common, { type: part }),
    ...mayBeLeftOut(common.optional),
    PlainObject(),
    ValidateNested({ message: 'NotAnObject' }),
    Type(part),
  );

const areTexts = (value: unknown): boolean =>
  isPlainObject(value) &&
  Object.keys(value as object).length <= 50 &&
  Object.entries(value as object).every(
    ([name, text]) => name.length <= 100 && typeof text === 'string' && text.length <= LONGEST_TEXT,
  );

/** Texts in an order, none of them blank. */
export const TextListField = ({ most, max, ...common }: Common & { most: number; max: number }): PropertyDecorator =>
  applyDecorators(
    documented(common, { type: [String], maxItems: most }),
    ...mayBeLeftOut(common.optional),
    ValidateBy(
      {
        name: 'isTextList',
        validator: {
          validate: (value) => Array.isArray(value) && value.length <= most &&
            value.every((text) => typeof text === 'string' && text.trim() !== '' && text.length <= max),
        },
      },
      { message: 'NotATextList' },
    ),
  );

/** Texts by name. */
export const TextsField = (common: Common): PropertyDecorator =>
  applyDecorators(
    documented(common, { type: 'object', additionalProperties: { type: 'string', maxLength: LONGEST_TEXT } }),
    ...mayBeLeftOut(common.optional),
    ValidateBy({ name: 'areTexts', validator: { validate: areTexts } }, { message: 'NotTexts' }),
  );
