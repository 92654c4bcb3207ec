@echo off
rem Starts Tuwen from a checkout on Windows: finds a JDK 25, builds what is stale, then opens the window, or runs the
rem command given. Exit status 2: something has to be installed first, one sentence says what.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "root=%root:~0,-1%"

set "jdk="
if not defined TUWEN_JAVA_HOME goto look
call :try "%TUWEN_JAVA_HOME:"=%"
if defined jdk goto found
echo tuwen: TUWEN_JAVA_HOME is '%TUWEN_JAVA_HOME%', which is no JDK 25; correct or unset it>&2
exit /b 2

:look
if defined JAVA_HOME call :try "%JAVA_HOME:"=%"
if defined jdk goto found
for /f "delims=" %%J in ('where java 2^>nul') do call :try "%%~dpJ.."
for %%D in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%ProgramFiles%\SapMachine\JDK" "%ProgramFiles%\OpenJDK" "%LOCALAPPDATA%\Programs\Eclipse Adoptium" "%LOCALAPPDATA%\Programs\Microsoft" "%USERPROFILE%\.jdks" "%USERPROFILE%\.gradle\jdks") do for /d %%J in ("%%~D\*") do call :try "%%~J"
for /d %%J in ("%USERPROFILE%\scoop\apps\*") do call :try "%%~J\current"
for %%K in ("JavaSoft\JDK" "Eclipse Adoptium\JDK" "Microsoft\JDK" "Azul Systems\Zulu") do for %%V in (JavaHome Path InstallationPath) do for /f "tokens=2*" %%A in ('reg query "HKLM\SOFTWARE\%%~K" /s /v %%V 2^>nul ^| findstr /l "REG_SZ"') do call :try "%%~B"
if defined jdk goto found
echo tuwen: no JDK 25 found; install one (for example: winget install EclipseAdoptium.Temurin.25.JDK) or set TUWEN_JAVA_HOME to its folder>&2
exit /b 2

:found
set "output=%root%\app-fx\target\quick"
set "TUWEN_ROOT=%root%"
rem Adds 1 if a source is newer than the last build, 2 if standard error is no console.
powershell -NoProfile -Command "$r = $env:TUWEN_ROOT; $o = Join-Path $r 'app-fx\target\quick'; $s = Join-Path $o 'built'; $n = $true; if ((Test-Path -LiteralPath $s) -and (Test-Path -LiteralPath (Join-Path $o 'tuwen-app-fx.jar'))) { $t = (Get-Item -LiteralPath $s).LastWriteTimeUtc; $p = @(Join-Path $r 'pom.xml'); Get-ChildItem -LiteralPath $r -Directory | ForEach-Object { $p += (Join-Path $_.FullName 'pom.xml'); $p += (Join-Path $_.FullName 'src\main') }; $n = Get-ChildItem -LiteralPath ($p | Where-Object { Test-Path -LiteralPath $_ }) -Recurse | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1 }; exit ([int][bool]$n + 2 * [int][Console]::IsErrorRedirected)"
set "status=%errorlevel%"
set "TUWEN_STDERR_TERMINAL="
if "%status%"=="0" set "TUWEN_STDERR_TERMINAL=true"
if "%status%"=="1" set "TUWEN_STDERR_TERMINAL=true"
if "%status%"=="2" set "TUWEN_STDERR_TERMINAL=false"
if "%status%"=="3" set "TUWEN_STDERR_TERMINAL=false"
if "%status%"=="0" goto start
if "%status%"=="2" goto start

where mvn >nul 2>nul
if not errorlevel 1 goto build
echo tuwen: no Maven found; install Maven 3.8 or newer (for example: winget search Maven, or https://maven.apache.org)>&2
exit /b 2

:build
echo Building Tuwen ...>&2
if not exist "%output%" mkdir "%output%"
if exist "%output%\built" del "%output%\built"
if exist "%output%\modules" rmdir /s /q "%output%\modules"
if exist "%output%\tuwen-app-fx.jar" del "%output%\tuwen-app-fx.jar"
type nul >"%output%\started"
set "before=%JAVA_HOME%"
set "JAVA_HOME=%jdk%"
pushd "%root%"
call mvn -B -Pquick -Dmaven.test.skip=true -pl app-fx -am package >"%output%\build.log" 2>&1
set "status=%errorlevel%"
popd
set "JAVA_HOME=%before%"
if "%status%"=="0" goto built
findstr /b /l /c:"[ERROR]" "%output%\build.log" >&2
echo tuwen: the build failed; all of it is in "%output%\build.log">&2
exit /b 1

:built
move /y "%output%\started" "%output%\built" >nul

rem Java announces the incubating Vector API on standard error, and nothing turns that off: a relay takes the line out.
:start
"%jdk%\bin\java.exe" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx32m --enable-native-access=ALL-UNNAMED -cp "%output%\tuwen-app-fx.jar;%output%\modules\tuwen-cli.jar" dev.tuwen.app.Relay -XX:+UseSerialGC --add-modules dev.tuwen.cuda,dev.tuwen.metal --enable-native-access=javafx.graphics,dev.tuwen.cli,dev.tuwen.runtime,dev.tuwen.cuda,dev.tuwen.metal --module-path "%output%\tuwen-app-fx.jar;%output%\modules" --module dev.tuwen.app/dev.tuwen.app.Main %*
exit /b %errorlevel%

rem Sets jdk if the folder is that of a JDK 25.
:try
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
findstr /r /c:"^JAVA_VERSION=.25[^0-9]" "%~1\release" >nul 2>nul
if not errorlevel 1 set "jdk=%~f1"
exit /b 0
