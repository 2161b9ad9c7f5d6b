import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { err, ok, type Result } from '../domain/result.ts';
import { type AppError, appError, fileError } from './app-error.ts';
import { checkValue } from './problem.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Settings of one program: TOML file, overridden by `SCHOOLDRUM_*`, overridden by flags; validated as one object.
 * @param schema a strict object of scalars: an unknown key is an error that names it
 * @param sources.flags undefined values are "not given"
 */
export function loadConfig<T extends z.ZodObject>(
  schema: T,
  sources: {
    readonly file?: string | undefined;
    readonly env: Environment;
    readonly flags: Readonly<Record<string, unknown>>;
  },
): Result<z.output<T>, AppError> {
  const fromFile = sources.file === undefined ? ok({}) : readToml(sources.file);
  if (!fromFile.ok) return fromFile;
  const merged = {
    ...fromFile.value,
    ...fromEnvironment(Object.keys(schema.shape), sources.env),
    ...given(sources.flags),
  };
  const checked = checkValue(schema, merged);
  if (checked.ok) return checked;
  const source = originOf(checked.error.field, sources);
  return err(appError('SD-CONFIG-INVALID', { source, ...checked.error }));
}

/** `mqttPort` → `SCHOOLDRUM_MQTT_PORT`. */
export function environmentName(key: string): string {
  return `SCHOOLDRUM_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function readToml(path: string): Result<Record<string, unknown>, AppError> {
  try {
    return ok(parse(readFileSync(path, 'utf8').replace(/^\ufeff/, '')));
  } catch (cause) {
    if (cause instanceof TomlError) {
      const where = { line: String(cause.line), column: String(cause.column) };
      return err(
        appError('SD-CONFIG-INVALID', { source: path, field: 'TOML', reason: 'not-toml', ...where }),
      );
    }
    const { values } = fileError(cause, path, 'read');
    return err(appError('SD-CONFIG-UNREADABLE', values));
  }
}

function fromEnvironment(keys: readonly string[], env: Environment): Record<string, string> {
  const found: Record<string, string> = {};
  for (const key of keys) {
    const value = env[environmentName(key)];
    if (value !== undefined && value !== '') found[key] = value;
  }
  return found;
}

function given(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

function originOf(
  field: string,
  sources: {
    readonly file?: string | undefined;
    readonly env: Environment;
    readonly flags: Readonly<Record<string, unknown>>;
  },
): string {
  // Of a list, the place in it follows.
  const [key = ''] = field.split('.');
  if (sources.flags[key] !== undefined) return 'command-line';
  if (sources.env[environmentName(key)] !== undefined) return environmentName(key);
  return sources.file ?? 'settings';
}
