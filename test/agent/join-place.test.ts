import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JoinResponse } from '../../shared/contract/enrol.ts';
import { ok } from '../../shared/domain/result.ts';
import { callAgent } from '../support/agent-call.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { openSmallDoor } from '../support/small-door.ts';

/** A door that answers as told, its token in a file, and a state folder. */
async function openPlace(resources: Resources, over: Partial<JoinResponse> = {}) {
  const door = await openSmallDoor(resources, { answer: (response) => ok({ ...response, ...over }) });
  const token = join(await resources.folder(), 'token.txt');
  await writeFile(token, door.token());
  return { door, token, state: await resources.folder() };
}

describe('what a join says at its end', () => {
  test.each<[string, Partial<JoinResponse>, string]>([
    [
      'school, room, seat, which machine of how many',
      { room: 'PM1', seat: '23', machineNumber: 23, seats: 40 },
      'Đã kết nối: TH Kim Đồng / PM1 / chỗ 23 – máy thứ 23/40\n',
    ],
    ['no number of seats', { room: 'PM1', machineNumber: 7 }, 'Đã kết nối: TH Kim Đồng / PM1 – máy thứ 7\n'],
    ['no number at all', { machineNumber: 0, seats: 40 }, 'Đã kết nối: TH Kim Đồng\n'],
    [
      'recognised again',
      { outcome: 'recovered', machineNumber: 3 },
      'Đã kết nối: TH Kim Đồng – máy thứ 3\nMáy chủ đã nhận lại máy cũ: mã thiết bị và lịch sử được giữ nguyên.\n',
    ],
    [
      'not counted yet',
      { state: 'pending' },
      'Đã kết nối: TH Kim Đồng – máy thứ 1\nQuản trị viên cần duyệt máy này trước khi máy được tính.\n',
    ],
  ])('%s', async (_, answer, stdout) => {
    await using resources = openResources();
    const { token, state } = await openPlace(resources, answer);
    expect(await callAgent(['join', '--file', token, '--state', state])).toMatchObject({ status: 0, stdout });
  });
});

describe('the seat', () => {
  const question = 'Chỗ số mấy? (Enter: bỏ qua)';

  test.each<[string, readonly string[], readonly string[], string | undefined, number]>([
    ['is asked of the person at the terminal', [], [' 23 '], '23', 1],
    ['may be left open', [], [''], undefined, 1],
    ['may be left open by closing the input', [], [], undefined, 1],
    ['is asked again when it cannot be one', [], ['x'.repeat(17), 'A5'], 'A5', 2],
    ['is not asked for ever', [], Array.from({ length: 9 }, () => 'x'.repeat(17)), undefined, 3],
    ['is not asked when it was given', ['--seat', '7'], ['8'], '7', 0],
    ['is not asked when nothing shall be asked', ['--no-ask'], ['8'], undefined, 0],
  ])('%s', async (_, flags, answers, seat, questions) => {
    await using resources = openResources();
    const { door, token, state } = await openPlace(resources);
    const call = await callAgent(['join', '--file', token, '--state', state, ...flags], { answers });
    expect(call.status).toBe(0);
    expect(door.requests[0]?.seat).toBe(seat);
    expect(call.stderr.split(question)).toHaveLength(questions + 1);
    expect(call.stdout).not.toContain(question);
  });

  test('is not asked of a pipe that brings the token', async () => {
    await using resources = openResources();
    const { door, state } = await openPlace(resources);
    const world = { stdin: door.token(), answers: ['8'] };
    expect((await callAgent(['join', '-', '--state', state], world)).stderr).not.toContain(question);
    expect(door.requests[0]?.seat).toBeUndefined();
  });

  test.each([
    ['too long', 'x'.repeat(17)],
    ['blank', '  '],
  ])('is refused as a flag when it is %s, before anything is sent', async (_, seat) => {
    await using resources = openResources();
    const { door, token, state } = await openPlace(resources);
    const call = await callAgent(['join', '--file', token, '--state', state, '--seat', seat]);
    expect(call.status).toBe(64);
    expect(call.stderr).toMatch(/^SD-USAGE: [^\n]*--seat[^\n]*\n$/);
    expect(door.requests).toEqual([]);
  });

  test('is not asked on a machine that has joined', async () => {
    await using resources = openResources();
    const { token, state } = await openPlace(resources);
    await callAgent(['join', '--file', token, '--state', state]);
    const again = await callAgent(['join', '--file', token, '--state', state], { answers: ['8'] });
    expect(again.stderr).toMatch(/^SD-AGENT-JOINED/);
  });
});
