import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { FieldProblem } from '@tandem/wire';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { refusedAt, refusedFields } from './problems.js';

/**
 * What comes in is an instance of its DTO, whole and checked; unknown fields are refused. A parameter without a DTO
 * (its type imported with `import type`, say) would silently not be checked: it fails instead.
 */
@Injectable()
export class DtoPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype, data }: ArgumentMetadata): Promise<unknown> {
    if (type === 'custom') return value;
    if (data !== undefined || metatype === undefined || (metatype as unknown) === Object) {
      throw new TypeError(
        `A ${type} without a DTO`,
      );
    }
    const plain = value ?? (value === undefined ? {} : null);
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) throw refusedAt(type, 'NotAnObject');
    refuseTraps(plain, type);
    const dto = plainToInstance<object, object>(metatype as new () => object, plain);
    const errors = await validate(
      dto, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false, stopAtFirstError: true },
    );
    if (errors.length > 0) throw refusedFields(errors.flatMap((error) => problemsOf(error)));
    return dto;
  }
}

const MAX_DEPTH = 8;
const traps = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Names that mean something to JavaScript itself, and nesting without an end, never reach the code that makes
 * instances.
 */
const refuseTraps = (value: object, path: string, depth = 0): void => {
  if (depth > MAX_DEPTH) throw refusedAt(path, 'TooDeep');
  for (const [name, part] of Object.entries(value)) {
    const place = depth === 0 ? name : `${path}.${name}`;
    if (traps.has(name)) throw refusedAt(place, 'Unknown');
    if (typeof part === 'object' && part !== null) refuseTraps(part as object, place, depth + 1);
  }
};

const problemsOf = (error: ValidationError, path = ''): FieldProblem[] => {
  const field = `${path}${error.property}`.slice(0, 200);
  const children = (error.children ?? []).flatMap((child) => problemsOf(child, `${field}.`));
  const [constraint] = Object.entries(error.constraints ?? {});
  if (!constraint) return children;
  return [...children, { field, problem: wordOf(constraint, error.value) }];
};

const wordOf = ([name, message]: [string, string], value: unknown): string => {
  if (name === 'whitelistValidation') return 'Unknown';
  return value === undefined ? 'Missing' : message;
};
