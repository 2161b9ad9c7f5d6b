import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Text } from '../../shared/text/text.ts';

/** Asks the person at the terminal; null when there is no more answer to come. */
export type Ask = (question: string) => Promise<string | null>;

/** As the contract of joining has it. */
const maxSeatLength = 16;
const maxQuestions = 3;

/**
 * The seat that was given, or that the person at the terminal names; undefined when it is left open. A seat of more than
 * 16 characters is SD-USAGE as a flag, and asked again as an answer.
 */
export async function chooseSeat(
  deps: { readonly text: Text; readonly stderr: NodeJS.WritableStream; readonly ask?: Ask | undefined },
  given: string | undefined,
): Promise<Result<string | undefined, AppError>> {
  const { text, stderr, ask } = deps;
  if (given !== undefined) {
    const seat = readSeat(given);
    return seat === null ? err(appError('SD-USAGE', { reason: text.t('agent.usage.seat') })) : ok(seat);
  }
  for (let question = 0; ask !== undefined && question < maxQuestions; question += 1) {
    const answer = await ask(`${text.t('agent.ask.seat')} `);
    if (answer === null || answer.trim() === '') return ok(undefined);
    const seat = readSeat(answer);
    if (seat !== null) return ok(seat);
    stderr.write(`${text.t('agent.ask.seat.again')}\n`);
  }
  return ok(undefined);
}

function readSeat(typed: string): string | null {
  const seat = typed.normalize('NFC').trim();
  return seat === '' || seat.length > maxSeatLength ? null : seat;
}
