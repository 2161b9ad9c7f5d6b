import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleConsole } from '../console/bundle.ts';
import { openResources } from '../support/resources.ts';
import { createInstallation, type Installation } from '../support/running-installation.ts';

const resources = openResources();
let installation: Installation;
let program: string;

beforeAll(async () => {
  installation = createInstallation();
  resources.defer(() => installation[Symbol.asyncDispose]());
  await installation.serve();
  program = await bundleConsole(await resources.folder());
}, 60_000);

afterAll(() => resources[Symbol.asyncDispose]());

function inConsole(line: string, language: string) {
  const flags = ['--profile', installation.profileFile, '--lang', language];
  return spawnSync(process.execPath, [program, ...line.split(' '), ...flags], { encoding: 'utf8' });
}

test.for([
  [
    'line set L1 --school S1 --isp VNPT',
    'SD-VALUE: --medium: chưa có giá trị. Hãy sửa giá trị này rồi làm lại.\n',
    'SD-VALUE: --medium: is missing. Correct this value and try again.\n',
  ],
  [
    'line set auto-S1 --school S1 --isp VNPT --medium fibre',
    'SD-VALUE: ID: tên bắt đầu bằng auto- dành cho máy chủ tự đặt. Hãy sửa giá trị này rồi làm lại.\n',
    'SD-VALUE: ID: names that begin with auto- are given by the broker itself. Correct this value and try again.\n',
  ],
  [
    'service set trang --url http://127.0.0.1/',
    'SD-VALUE: --url: phải là trang mà máy khác cũng mở được, không phải địa chỉ của chính máy đang kiểm tra. Hãy sửa giá trị này rồi làm lại.\n',
    'SD-VALUE: --url: must be a page that other machines can open too, not an address of the machine that checks. Correct this value and try again.\n',
  ],
  [
    'licence set --school S1 --product Bkav --seats 100001',
    'SD-VALUE: --seats: không được quá 100000. Hãy sửa giá trị này rồi làm lại.\n',
    'SD-VALUE: --seats: must be at most 100000. Correct this value and try again.\n',
  ],
  [
    'device set d-aaaaaaaaaaaaaaaa --seat 12345678901234567',
    'SD-VALUE: --seat: không được quá 16 ký tự. Hãy sửa giá trị này rồi làm lại.\n',
    'SD-VALUE: --seat: must have at most 16 characters. Correct this value and try again.\n',
  ],
  [
    'review show --school S1 --month 2020-01',
    'SD-VALUE: --month: không được sớm hơn 36 tháng trước. Hãy sửa giá trị này rồi làm lại.\n',
    'SD-VALUE: --month: must be at most 36 months ago. Correct this value and try again.\n',
  ],
] as const)('the console tells by its options why the broker refuses %s', ([line, vi, en]) => {
  expect(inConsole(line, 'vi')).toMatchObject({ status: 64, stdout: '', stderr: vi });
  expect(inConsole(line, 'en')).toMatchObject({ status: 64, stdout: '', stderr: en });
});

test.for([
  [['token', '--school', 'S1', '--uses', '0'], 'SD-VALUE: --uses: phải từ 1 trở lên.'],
  [
    ['room', 'set', 'PM1', '--school', 'S1'],
    'SD-VALUE: --kind | --seats: cần ít nhất một trong các mục này.',
  ],
  [['room', 'set', 'PM1', '--school', 'S1', '--kind', 'bếp'], 'SD-VALUE: --kind: chỉ nhận lab | '],
] as const)('the broker tells by its options why it refuses %j', ([words, vi]) => {
  const { status, stderr } = installation.broker(...words, '--lang', 'vi');
  expect([status, stderr.slice(0, vi.length)]).toEqual([64, vi]);
});
