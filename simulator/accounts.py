"""The invented accounts that the product is set up with here, and the addresses both sides find each other at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accounts:
    """What an operator would copy from the platforms' consoles. `product` and `platform` are base URLs."""

    product: str
    platform: str
    wechat_name: str = "gh_5f0b7c1d2e3a"
    wechat_appid: str = "wx7c1e0a94d2b65f38"
    wechat_secret: str = "simulated-wechat-secret"
    wechat_token: str = "simulatedWechatToken"
    wechat_key: str = "mQ4vT8sKxW1nBz6yRc3dFgJ7hLp0oUiE2aYtVrN5wXk"
    wecom_corpid: str = "wwa61c0f93be27d845"
    wecom_secret: str = "simulated-wecom-secret"
    wecom_token: str = "simulatedWecomToken"
    wecom_key: str = "Zr5tYq2WnX8cVb1mKp9sLd4fGh7jQe3aUiOx6zRvTyk"
    wecom_desk: str = "wkQh7ZCgAAT0pVq3Lw8nYb5RmK2sXe"
    twilio_sid: str = "AC5e0f3c7a9b1d2846e0f3c7a9b1d28460"
    twilio_token: str = "simulated-twilio-token"
    sms_number: str = "+12025550143"
    voice_number: str = "+12025550143"

    def settings(self) -> dict[str, str]:
        """The product's environment variables: every channel on, every foreign address here."""
        return {
            "PUBLIC_URL": self.product,
            "WECHAT_APPID": self.wechat_appid,
            "WECHAT_SECRET": self.wechat_secret,
            "WECHAT_TOKEN": self.wechat_token,
            "WECHAT_AES_KEY": self.wechat_key,
            "WECHAT_AES_KEY_PREVIOUS": "",
            "WECHAT_ACCOUNT": "service",
            "WECHAT_TEMPLATE_VISIT": "visit-template:thing1=product,time2=time,name3=engineer,"
            "phone_number4=phone,character_string5=number",
            "WECHAT_TEMPLATE_CLOSURE": "closure-template:character_string1=number,thing2=product,time3=time,"
            "thing4=solution",
            "WECHAT_API_URL": f"{self.platform}/wechat",
            "WECOM_CORPID": self.wecom_corpid,
            "WECOM_SECRET": self.wecom_secret,
            "WECOM_TOKEN": self.wecom_token,
            "WECOM_AES_KEY": self.wecom_key,
            "WECOM_API_URL": f"{self.platform}/wecom",
            "TWILIO_ACCOUNT_SID": self.twilio_sid,
            "TWILIO_AUTH_TOKEN": self.twilio_token,
            "TWILIO_AUTH_TOKEN_PREVIOUS": "",
            "TWILIO_SMS_FROM": self.sms_number,
            "TWILIO_VOICE_NUMBER": self.voice_number,
            "TWILIO_API_URL": f"{self.platform}/twilio",
        }
