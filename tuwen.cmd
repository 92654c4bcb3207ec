@echo off
rem Starts Tuwen from a checkout on Windows: finds a JDK 25, builds what is stale, then opens the window, or runs the
rem command given. Exit status 2: something has to be installed first, one sentence says what.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "root=%root:~0,-1%"

set "jdk="
if not defined TUWEN_JAVA_HOME goto look
call :try "%TUWEN_JAVA_HOME%"
if defined jdk goto found
echo tuwen: TUWEN_JAVA_HOME is '%TUWEN_JAVA_HOME%', which is no JDK 25; correct or unset it>&2
exit /b 2

:look
if defined JAVA_HOME call :try "%JAVA_HOME%"
for /f "delims=" %%J in ('where java 2^>nul') do call :try "%%~dpJ.."
for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\*" "%ProgramFiles%\Zulu\*" "%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\BellSoft\*" "%LOCALAPPDATA%\Programs\Eclipse Adoptium\*" "%USERPROFILE%\.jdks\*" "%USERPROFILE%\scoop\apps\*") do call :try "%%~D"
if defined jdk goto found
echo tuwen: no JDK 25 found; install one (for example: winget install EclipseAdoptium.Temurin.25.JDK) or set TUWEN_JAVA_HOME to its folder>&2
exit /b 2

:found
set "output=%root%\app-fx\target\quick"
set "TUWEN_ROOT=%root%"
powershell -NoProfile -Command "$s = Join-Path $env:TUWEN_ROOT 'app-fx\target\quick\built'; if (-not (Test-Path $s)) { exit 1 }; $t = (Get-Item $s).LastWriteTimeUtc; $n = Get-ChildItem -Path (Join-Path $env:TUWEN_ROOT 'pom.xml'), (Join-Path $env:TUWEN_ROOT '*\pom.xml'), (Join-Path $env:TUWEN_ROOT '*\src\main') -Recurse | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1; if ($n) { exit 1 } else { exit 0 }"
if not errorlevel 1 goto start

where mvn >nul 2>nul
if errorlevel 1 (
    echo tuwen: no Maven found; install Maven 3.8 or newer>&2
    exit /b 2
)
echo Building Tuwen ...>&2
if not exist "%output%" mkdir "%output%"
if exist "%output%\built" del "%output%\built"
if exist "%output%\modules" rmdir /s /q "%output%\modules"
type nul >"%output%\started"
set "before=%JAVA_HOME%"
set "JAVA_HOME=%jdk%"
pushd "%root%"
call mvn -B -Pquick -Dmaven.test.skip=true -pl app-fx -am package >"%output%\build.log" 2>&1
set "status=%errorlevel%"
popd
set "JAVA_HOME=%before%"
if not "%status%"=="0" (
    findstr /b /c:"[ERROR]" "%output%\build.log" >&2
    echo tuwen: the build failed; all of it is in %output%\build.log>&2
    exit /b 1
)
move /y "%output%\started" "%output%\built" >nul

:start
"%jdk%\bin\java.exe" -XX:+UseSerialGC --add-modules dev.tuwen.cuda,dev.tuwen.metal --enable-native-access=javafx.graphics,dev.tuwen.runtime,dev.tuwen.cuda,dev.tuwen.metal --module-path "%output%\tuwen-app-fx.jar;%output%\modules" --module dev.tuwen.app/dev.tuwen.app.Main %*
exit /b %errorlevel%

rem Sets jdk if the folder is that of a JDK 25.
:try
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
findstr /r /c:"^JAVA_VERSION=.25[.+-]" /c:"^JAVA_VERSION=.25.$" "%~1\release" >nul 2>nul
if not errorlevel 1 set "jdk=%~f1"
exit /b 0
