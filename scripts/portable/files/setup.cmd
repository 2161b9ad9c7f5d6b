@echo off
setlocal EnableExtensions DisableDelayedExpansion
set "SD_VERB=@VERB@"
set "SD_SELF=%~f0"
set "SD_ARGS=%*"
set "SD_QUIET="
for %%A in (%*) do if /i "%%~A"=="/Q" set "SD_QUIET=1"
rem Nothing of the caller's reaches the program that runs with all rights.
set "NODE_OPTIONS="
set "NODE_PATH="
rem pushd gives a share (\\server\folder) a drive letter.
pushd "%~dp0"
if not exist "%CD%\%~nx0" exit /b 66
set "SD_HOME=%CD%\schooldrum\"
if not exist "%SD_HOME%node.exe" set "SD_HOME=%CD%\"
"%SD_HOME%node.exe" --version >nul 2>&1
if errorlevel 1 goto old
fltmc >nul 2>&1
if not errorlevel 1 goto work
net session >nul 2>&1
if errorlevel 1 goto elevate

:work
"%SD_HOME%node.exe" --disable-warning=ExperimentalWarning "%SD_HOME%setup.mjs" %SD_VERB% %*
set "SD_CODE=%ERRORLEVEL%"
goto end

:elevate
rem A mapped drive is unknown to the elevated session: it is named by its share.
"%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe" -NoLogo -NoProfile -ExecutionPolicy Bypass -Command "$p=$env:SD_SELF; $d=Get-CimInstance Win32_LogicalDisk -OperationTimeoutSec 20 | Where-Object { $p.StartsWith($_.DeviceID, 'OrdinalIgnoreCase') }; if ($d.ProviderName) { $p=$d.ProviderName+$p.Substring(2) }; $q=[char]34; try { $r=Start-Process -FilePath $env:ComSpec -ArgumentList ('/c '+$q+$q+$p+$q+' '+$env:SD_ARGS+$q) -Verb RunAs -Wait -PassThru -ErrorAction Stop; exit $r.ExitCode } catch { exit 5 }"
set "SD_CODE=%ERRORLEVEL%"
if not "%SD_CODE%"=="5" goto quit
"%SD_HOME%node.exe" "%SD_HOME%setup.mjs" refused %*
goto end

:old
chcp 65001 >nul
type "%SD_HOME%windows.txt"
set "SD_CODE=69"

:end
popd
(if not defined SD_QUIET pause) & exit /b %SD_CODE%

:quit
popd
exit /b %SD_CODE%
