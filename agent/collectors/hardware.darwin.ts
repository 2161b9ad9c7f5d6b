import { z } from 'zod';
import { err } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { known, mapFact } from './facts.ts';
import { readBasicHardware } from './hardware.basic.ts';
import { clip } from './text.ts';

const systemAnswer = z.object({ manufacturer: z.string(), model: z.string(), serial: z.string() });
type SystemAnswer = z.infer<typeof systemAnswer>;

export async function readDarwinHardware(context: CollectorContext): Promise<Measured<'hardware'>> {
  const machine = await readMachine(context.host);
  return {
    ...(await readBasicHardware(context)),
    vendor: mapFact(machine, ({ manufacturer }) => clip(manufacturer, 128)),
    model: mapFact(machine, ({ model }) => clip(model, 128)),
    serial: mapFact(machine, ({ serial }) => (serial === '-' ? undefined : clip(serial, 128))),
  };
}

async function readMachine(host: Host): Promise<Fact<SystemAnswer>> {
  const answer = await host.systemInformation('system');
  return answer.ok ? known(systemAnswer.safeParse(answer.value).data) : err(absentReason(answer.error));
}
