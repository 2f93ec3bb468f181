import { join } from 'node:path';
import ts from 'typescript';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
}

export interface WireSchemas {
  readonly schemas: Readonly<Record<string, Schema>>;
  /** By route of the wire, e.g. `GET /api/me`; null where the answer is empty. */
  readonly routes: Readonly<Record<string, Schema | null>>;
}

const wire = join(import.meta.dirname, '../../../../libs/wire/src');

/** What every route answers, as JSON Schema, made from the types that the CMS and the server share. */
export const wireSchemas = (): WireSchemas => {
  const index = join(wire, 'index.ts');
  const program = ts.createProgram([index], {
    strict: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext, customConditions: ['@tandem/source'], noEmit: true, types: [],
    skipLibCheck: true, lib: ['lib.es2024.d.ts'],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error('The wire cannot be read.');
  const typeNamed = (name: string): ts.Type => {
    const symbol = checker.getExportsOfModule(module).find((one) => one.name === name);
    if (!symbol) throw new Error(`The wire has no ${name}.`);
    return checker.getDeclaredTypeOfSymbol(symbol);
  };
  const { schemas, schemaOf } = schemaMaker(checker);
  const routes = Object.fromEntries(typeNamed('Routes').getProperties().map((route) => {
    const answer = checker.getTypeOfSymbol(route).getProperty('answer');
    if (!answer) throw new Error(`${route.name} has no answer.`);
    const type = checker.getTypeOfSymbol(answer);
    return [route.name, type.flags & ts.TypeFlags.Void ? null : schemaOf(type)];
  }));
  for (const name of ['Problem', 'LiveEvent']) schemaOf(typeNamed(name));
  const sorted = Object.fromEntries([...schemas].sort(([one], [other]) => (one < other ? -1 : 1)));
  return { schemas: sorted, routes };
};

/** Named types become schemas of their own, found again by their names. */
const schemaMaker = (checker: ts.TypeChecker) => {
  const schemas = new Map<string, Schema>();
  const schemaOf = (type: ts.Type): Schema => {
    const name = nameOf(type);
    if (name === undefined) return shapeOf(type);
    if (!schemas.has(name)) {
      schemas.set(name, {}); // a type may speak of itself
      schemas.set(name, shapeOf(type));
    }
    return { $ref: `#/components/schemas/${name}` };
  };

  const shapeOf = (type: ts.Type): Schema => {
    if (type.flags & ts.TypeFlags.Unknown) return {};
    if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
    if (type.isStringLiteral()) return { type: 'string', enum: [type.value] };
    if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.String)) return { type: 'string' };
    if (type.isUnion()) return unionOf(type.types);
    const [item] = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference) : [];
    return item ? { type: 'array', items: schemaOf(item) } : objectOf(type);
  };

  const unionOf = (all: readonly ts.Type[]): Schema => {
    const types = all.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    // in an order of their own: the compiler's depends on what else it has read
    if (types.every((type) => type.isStringLiteral())) return { type: 'string', enum: types.map(({ value }) => value).sort() };
    if (types.every(({ flags }) => flags & ts.TypeFlags.BooleanLike)) return { type: 'boolean' };
    const [only, ...others] = types;
    return only && others.length === 0 ? schemaOf(only) : { anyOf: types.map(schemaOf) };
  };

  const objectOf = (type: ts.Type): Schema => {
    const index = type.getStringIndexType();
    const properties = type.getProperties();
    const isOptional = (property: ts.Symbol) => Boolean(property.flags & ts.SymbolFlags.Optional);
    return {
      type: 'object',
      ...(properties.length > 0 && {
        properties: Object.fromEntries(
          properties.map((property) => [property.name, schemaOf(checker.getTypeOfSymbol(property))]),
        ),
        required: properties.filter((property) => !isOptional(property)).map(({ name }) => name),
      }),
      ...(index && { additionalProperties: schemaOf(index) }),
    };
  };
  return { schemas, schemaOf };
};

/** The name of an interface or of a union of objects; texts and numbers are short enough without one. */
const nameOf = (type: ts.Type): string | undefined => {
  const isOfObjects = type.isUnion() ? type.types.every(isObject) : isObject(type);
  const name = type.aliasSymbol && !type.aliasTypeArguments ? type.aliasSymbol.name : type.symbol?.name;
  const isArray = type.symbol?.name === 'Array' || type.symbol?.name === 'ReadonlyArray';
  return isOfObjects && !isArray && name !== undefined && /^[A-Z]/.test(name) ? name : undefined;
};

const isObject = ({ flags }: ts.Type): boolean => Boolean(flags & ts.TypeFlags.Object);

/** What is wrong with an answer, by its place; nothing where it is as the schema says. A field that is not named there is wrong. */
export const complaintsAbout = (value: unknown, schema: Schema, { schemas }: WireSchemas): readonly string[] => {
  const at = (place: string, part: unknown, wanted: Schema): readonly string[] => {
    const named = wanted.$ref?.split('/').at(-1);
    const { type, enum: words, anyOf, items, properties, required = [], additionalProperties } =
      (named === undefined ? wanted : schemas[named]) ?? {};
    if (anyOf) return anyOf.some((one) => at(place, part, one).length === 0) ? [] : [`${place} is none of its kinds`];
    if (words) return words.includes(part) ? [] : [`${place} is ${JSON.stringify(part)}`];
    if (type === 'array') {
      return Array.isArray(part) && items ? part.flatMap((one, index) => at(`${place}[${index}]`, one, items)) : [`${place} is no list`];
    }
    if (type !== 'object') return type === undefined || typeof part === type ? [] : [`${place} is no ${type}`];
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return [`${place} is no object`];
    const missing = required.filter((name) => !(name in part)).map((name) => `${place}.${name} is missing`);
    return [...missing, ...Object.entries(part).flatMap(([name, one]) => {
      const inner = properties?.[name] ?? additionalProperties;
      return inner || !properties ? at(`${place}.${name}`, one, inner ?? {}) : [`${place}.${name} is not described`];
    })];
  };
  return at('', value, schema);
};
