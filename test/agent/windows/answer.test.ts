import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureOf, parseBatchAnswer } from '../../../agent/collectors/windows/answer.ts';
import { printedBatch } from '../../support/printed-batch.ts';

const rows = [{ Name: 'Máy chiếu <1> >> <<' }, null, 4];
const printed = printedBatch({ bios: { rows, ms: 7 }, tpm: { error: 'HRESULT 0x8004100e', ms: 3 } });

test('rows, the reason why there are none, milliseconds, the language mode', () => {
  const answer = parseBatchAnswer(printed);
  expect(answer?.languageMode).toBe('FullLanguage');
  expect(answer?.answers.get('bios')).toEqual({ rows: { ok: true, value: rows }, ms: 7, isLate: false });
  expect(answer?.answers.get('tpm')).toEqual({
    rows: { ok: false, error: 'unsupported' },
    ms: 3,
    isLate: false,
  });
});

test.each([
  ['words before', `Active code page: 65001${printed}`],
  ['words after', `${printed}WARNING: <<<<`],
  ['marks before', `<<{"l":1}>> <<>> <<${printed}`],
  ['marks after', `${printed}>> << >>`],
  ['an older answer', `${printedBatch({})}${printed}`],
  ['brackets that are not escaped', printed.replaceAll('\\\\u003e', '>').replaceAll('\\u003e', '>')],
])('%s do not matter', (_, text) => {
  expect(parseBatchAnswer(text)).toEqual(parseBatchAnswer(printed));
});

test.each([
  ['nothing', ''],
  ['half of it', printed.slice(0, -9)],
  ['another half', printed.slice(9)],
  ['another form', '<<{"l":"FullLanguage","q":[]}>>'],
  ['JSON that is none', '<<{"l":>>'],
  ['no end of marks', '<<'.repeat(1_000_000)],
])('%s is no answer', (_, text) => {
  expect(parseBatchAnswer(text)).toBeUndefined();
});

test('no answer makes it throw; a question whose rows are not a list has failed', () => {
  fc.assert(
    fc.property(fc.nat({ max: printed.length }), fc.string(), (at, noise) => {
      parseBatchAnswer(`${printed.slice(0, at)}${noise}${printed.slice(at)}`);
    }),
  );
  const odd = `<<${JSON.stringify({ l: 'x', q: { a: { r: '{"b":1}', m: 1 }, b: { r: 'oops', m: -5.5 } } })}>>`;
  const failed = { ok: false, error: 'failed' };
  expect(parseBatchAnswer(odd)?.answers.get('a')?.rows).toEqual(failed);
  expect(parseBatchAnswer(odd)?.answers.get('b')).toEqual({ rows: failed, ms: 0, isLate: false });
});

test('a list as PowerShell 5.1 writes some of them', () => {
  const decorated = `<<${JSON.stringify({ l: 'x', q: { a: { r: '{"value":[1,2],"Count":2}', m: 1 } } })}>>`;
  expect(parseBatchAnswer(decorated)?.answers.get('a')?.rows).toEqual({ ok: true, value: [1, 2] });
});

test.each([
  ['HRESULT 0x8004100e MetadataError InvalidNamespace', 'unsupported'],
  ['HRESULT 0x80041010 MetadataError InvalidClass', 'unsupported'],
  ['HRESULT 0x80041002 ObjectNotFound NotFound', 'unsupported'],
  ['HRESULT 0x80041017 InvalidArgument InvalidQuery', 'unsupported'],
  ['HRESULT 0x8004100c NotImplemented NotSupported', 'unsupported'],
  ['CommandNotFoundException ObjectNotFound', 'unsupported'],
  ['HRESULT 0x80041003 PermissionDenied AccessDenied', 'denied'],
  ['HRESULT 0x80070005', 'denied'],
  ['System.UnauthorizedAccessException PermissionDenied', 'denied'],
  ['MethodInvocationNotSupportedInConstrainedLanguage InvalidOperation', 'denied'],
  ['HRESULT 0x00040004 OperationTimeout', 'timed-out'],
  ['HRESULT 0x80041069', 'timed-out'],
  ['Budget', 'timed-out'],
  ['PathNotFound ObjectNotFound', 'no-data'],
  ['NoServiceFoundForGivenName ObjectNotFound', 'no-data'],
  ['HRESULT 0x80041001 NotSpecified Failed', 'failed'],
  ['', 'failed'],
])('%s is %s', (error, failure) => {
  expect(failureOf(error)).toBe(failure);
});
